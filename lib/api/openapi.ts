import { LANGUAGES } from "@/lib/delivery/words/words";
import { UpdatedMessage, UpdateMessageInput } from "@/lib/registrations/attachment";
import { RegisteredMessage, RegisterMessageInput } from "@/lib/registrations/registration";
import { RecordedEvent, VerificationEventInput } from "@/lib/registrations/verification-event";
import { MessageStatus } from "@/lib/stories/get-message-status";
import { VerificationStatus } from "@/lib/stories/get-verification-status";
import { MAX_BATCH } from "./answer-batch";
import { describeCall, schemaOf } from "./describe-call";
import { Problem } from "./problem";

/** The sending app's API as OpenAPI 3.1, from the schemas that check it. */
export function openApi() {
  return {
    openapi: "3.1.0",
    info: { title: "OTP Desk: API of the sending app", version: "1", description: INTRODUCTION },
    security: [{ apiKey: [] }],
    components: {
      securitySchemes: { apiKey: { type: "http", scheme: "bearer", description: "An API key with the call's scope." } },
      schemas: { Problem: schemaOf(Problem, "output") },
    },
    paths: {
      "/api/v1/messages": { post: REGISTER },
      "/api/v1/messages/{id}": { get: READ_MESSAGE, patch: UPDATE },
      "/api/v1/verifications/{id}": { get: READ_VERIFICATION },
      "/api/v1/verifications/{id}/events": { post: RECORD },
    },
  };
}

const INTRODUCTION = `Register what you send, report what the user does, and ask what to do next.
A status of "delivered" means reported delivered; it does not say that a person read the message.
Errors are RFC 9457 problems; \`fields\` names what is wrong by field path. Numbers are taken in \`to\` alone: any other
field that holds the recipient's number in any spelling, or anybody's that is written as one, is refused, and so is an id
of digits alone where no recipient is known. One-time codes and message texts are never taken.`;

const MESSAGE_ID = "Our id of the message, or `app:` and yours.";
const VERIFICATION_ID = "Your own id of the OTP attempt.";
const LOCALE = {
  locale: `Language of \`say\` (BCP 47): ${LANGUAGES.join(", ")}, in whatever region; any other is answered in English.`,
};

const REGISTER = describeCall({
  summary: "Register a send",
  description:
    "Idempotent by `Idempotency-Key`, `messageId` or a provider id: the same body again is answered 200, another body 409. " +
    `A list of up to ${MAX_BATCH} is answered 207, each item with the status it would have had alone, in the same order. An ` +
    "idempotency key stands for the whole request body: under it another list, a list with an item corrected, or a single " +
    "object instead of a list is answered 409 as a whole, and nothing of it is stored; a key under which nothing was stored " +
    "is free again. Messages may come in any order, a retry also before the message that it repeats. Callbacks that came " +
    "before are found and completed. Of a message in parts, a part that comes with your `messageId` as its client reference " +
    "joins its message. Where a receipt names another recipient, both are kept, and `recipientsDiffer` says so.",
  scope: "messages:write",
  header: { "Idempotency-Key": "Any text of 1 to 200 characters." },
  input: RegisterMessageInput,
  isBatch: true,
  answers: {
    201: { description: "Registered", body: RegisteredMessage },
    200: { description: "Registered before", body: RegisteredMessage },
  },
  problems: [400, 401, 403, 409, 413, 422, 503],
});
const UPDATE = describeCall({
  summary: "Attach the provider's id, or a missing field",
  description:
    "What is there already stays: the same value again is fine, another one is a conflict. `providerMessageIds` adds the " +
    "parts that are not known yet.",
  scope: "messages:write",
  id: MESSAGE_ID,
  input: UpdateMessageInput,
  answers: { 200: { description: "Attached", body: UpdatedMessage } },
  problems: [400, 401, 403, 404, 409, 413, 422, 503],
});
const READ_MESSAGE = describeCall({
  summary: "Ask for a message's status, and what to do now",
  scope: "messages:read",
  id: MESSAGE_ID,
  query: LOCALE,
  answers: { 200: { description: "As far as is known", body: MessageStatus } },
  problems: [401, 403, 404, 422, 429, 503],
});
const RECORD = describeCall({
  summary: "Report what happened in an OTP attempt",
  description:
    "In any order, each event once by its `eventId`: the same body again is answered 200, another body 409. " +
    `A list of up to ${MAX_BATCH} is answered 207, item by item in the same order. The first event makes the attempt. ` +
    "With `connection` and `providerVerificationId` it names the attempt at a verification service, whose events join it, " +
    "those that came before too; an id of another attempt is answered 409. An event is at most 30 days old. A second recipient or user is kept, and `recipientsDiffer` says so.",
  scope: "verifications:write",
  id: VERIFICATION_ID,
  input: VerificationEventInput,
  isBatch: true,
  answers: {
    201: { description: "Recorded", body: RecordedEvent },
    200: { description: "Recorded before", body: RecordedEvent },
  },
  problems: [400, 401, 403, 409, 413, 422, 503],
});
const READ_VERIFICATION = describeCall({
  summary: "Ask for an attempt's state, its messages, and what to do now",
  scope: "verifications:read",
  id: `${VERIFICATION_ID} Ours and a verification service's are taken as well.`,
  query: LOCALE,
  answers: { 200: { description: "As far as is known", body: VerificationStatus } },
  problems: [401, 403, 404, 422, 429, 503],
});
