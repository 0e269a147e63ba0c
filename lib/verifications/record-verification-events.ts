import { z } from "zod";
import type { Clock } from "@/lib/clock";
import { readPool } from "@/lib/db";
import { maskNumbers } from "@/lib/delivery/mask-text";
import { CHANNELS } from "@/lib/delivery/status";
import { VERIFICATION_EVENT_TYPES } from "@/lib/delivery/verification-event";
import { AppError } from "@/lib/errors";
import { inTransaction } from "@/lib/ingest/transaction";
import { findPlantedNumber } from "@/lib/messages/find-planted-number";
import { hashRequest } from "@/lib/messages/hash-request";
import { idText, instant, line, RecipientText } from "@/lib/messages/input-fields";
import { type Outcome, refused } from "@/lib/messages/outcome";
import { recipientProblem } from "@/lib/messages/recipient-problem";
import { type ProtectedRecipient, protectRecipient } from "@/lib/privacy/protect-recipient";
import { lookLikeNumbers } from "./look-like-numbers";
import { storeVerificationEvents } from "./store-verification-events";

/** Types that only we infer are the app's to report as well; `inferred:` ids are ours alone. */
export const VerificationEventInput = z.strictObject({
  eventId: idText
    .refine((id) => !id.startsWith("inferred:"), "must not start with inferred:")
    .describe("The app's own id of the event: a repetition is answered 200, a different body 409."),
  type: z.enum(VERIFICATION_EVENT_TYPES),
  at: instant,
  userRef: idText.optional().describe("The app's own id of the user; never a number."),
  to: RecipientText.optional(),
  messageId: idText.optional().describe("The message that the event is about: our id, or the app's."),
  channel: z.enum(CHANNELS).optional(),
  reason: line(200)
    .optional()
    .describe("Free text (numbers in it are masked); allowed, challenged or refused for abuse_check."),
  codeExpiresAt: instant.optional().describe("When the code that was sent stops being valid."),
  voidsEarlierCodes: z.boolean().optional().describe("The codes sent before this one are not valid any more."),
});
export type VerificationEventInput = z.infer<typeof VerificationEventInput>;

export const RecordedEvent = z.object({ verificationId: z.string(), id: z.uuid(), eventId: z.string() });
export type RecordedEvent = z.infer<typeof RecordedEvent>;

/** An event that may be stored: its recipient protected, its text masked. */
export type PreparedEvent = {
  fields: Omit<VerificationEventInput, "to">;
  recipient: ProtectedRecipient | null;
  hash: Buffer;
};

/**
 * Adds the app's events to one attempt, which the first of them makes; in any order, each once by its
 * `eventId`. `externalId` is the app's own id of the attempt.
 */
export async function recordVerificationEvents(
  apiKey: { id: string },
  externalId: string,
  inputs: readonly VerificationEventInput[],
  clock: Clock,
): Promise<Outcome<RecordedEvent>[]> {
  const now = clock();
  const id = idText.safeParse(externalId);
  if (!id.success)
    throw new AppError("invalid_input", "This verification id cannot be used.", { fields: { id: "is not an id" } });
  const prepared = inputs.map((input) => prepare(id.data, input, now));
  const events = prepared.flatMap((item): PreparedEvent[] => (item.ok ? [item.event] : []));
  const stored =
    events.length === 0
      ? []
      : await inTransaction((tx) => storeVerificationEvents(tx, id.data, events, apiKey.id, now), readPool());
  let next = 0;
  return prepared.map((item) => (item.ok ? (stored[next++] as Outcome<RecordedEvent>) : refused(item.error)));
}

function prepare(id: string, input: VerificationEventInput, now: Date) {
  const { to, ...fields } = input;
  const problems: Record<string, string> = {};
  if (fields.at.getTime() > now.getTime() + MAX_AHEAD_MS) problems.at = "is more than 5 minutes ahead";
  if (fields.codeExpiresAt && fields.codeExpiresAt.getTime() > fields.at.getTime() + MAX_LIFETIME_MS) {
    problems.codeExpiresAt = "is more than 7 days after the event";
  }
  const named = { id, eventId: fields.eventId, userRef: fields.userRef, messageId: fields.messageId };
  const read = to === undefined ? null : protectRecipient(to, { channel: fields.channel });
  if (read?.ok) Object.assign(problems, findPlantedNumber(named, read.normalised));
  else Object.assign(problems, lookLikeNumbers(named));
  if (read && !read.ok) problems.to = recipientProblem(read.reason);
  if (Object.keys(problems).length > 0) {
    return refused(new AppError("invalid_input", "This event cannot be stored.", { fields: problems }));
  }
  const reason = fields.reason && maskNumbers(fields.reason);
  const event: PreparedEvent = {
    fields: { ...fields, reason },
    recipient: read?.ok ? read.recipient : null,
    hash: hashRequest(input),
  };
  return { ok: true as const, event };
}

const MAX_AHEAD_MS = 5 * 60_000;
const MAX_LIFETIME_MS = 7 * 86_400_000;
