import { z } from "zod";
import { respond } from "../kit/respond";
import type { FailureTable, Provider, StatusTable } from "../provider";
import { twilioErrors } from "../twilio/twilio-errors";
import { twilioFailures } from "../twilio/twilio-failures";
import { verifyTwilioSignature } from "../twilio/twilio-signature";
import { parseEvents, VERIFICATION_STATUSES } from "./parse-events";
import { signExample, signVerification } from "./sign-examples";

const Secrets = z.object({
  authToken: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .meta({
      title: "Auth token",
      description: "The primary one: it signs.",
      shape: { pattern: "^[0-9a-f]{32}$", words: "32 digits and letters from a to f, without a prefix" },
    }),
});
type Secrets = z.infer<typeof Secrets>;

// The message status stream has the words of messages, in capitals.
const statuses: StatusTable = {
  accepted: { status: "accepted", final: false, saidBy: "provider" },
  queued: { status: "accepted", final: false, saidBy: "provider" },
  sending: { status: "accepted", final: false, saidBy: "provider" },
  sent: { status: "sent", final: false, saidBy: "provider" },
  delivered: { status: "delivered", final: true, saidBy: "carrier" },
  read: { status: "delivered", final: true, saidBy: "handset" },
  undelivered: { status: "undelivered", final: true, saidBy: "carrier" },
  failed: { status: "failed", final: true, saidBy: "provider" },
};

const { undelivered, failed } = twilioFailures;
const failures: FailureTable = { ...(undelivered && { undelivered }), ...(failed && { failed }) };

export const twilioVerify: Provider<Secrets> = {
  id: "twilio-verify",
  name: "Twilio Verify",
  docsUrl: "https://www.twilio.com/docs/verify/verify-events",
  secrets: Secrets,
  methods: ["POST"],
  signsAddress: true,
  verify: (request, secrets) => verifyTwilioSignature(request, secrets.authToken),
  parse: parseEvents,
  respond: (outcome) => respond(outcome, { status: 204 }),
  demo: {
    label: "Twilio Verify",
    secrets: (hex) => ({ authToken: hex(32) }),
    newMessageId: (hex) => `VL${hex(32)}`,
    share: 1,
  },
  setup: {
    steps: [
      "In the Twilio Console, open Event Streams and create a webhook sink with POST, the URL as its destination.",
      "Subscribe it to Verify’s verification events, and to its message status events, which alone tell of delivery.",
      "Use the account’s primary auth token here: Twilio signs with that one alone.",
      "Let your app tell the verification’s SID (VE…) as providerVerificationId with its first event of the attempt.",
    ],
    // Event Streams repeat for up to four hours; that is what Twilio says of all sinks, not of this one.
    retrySeconds: 4 * 3600,
  },
  statuses,
  verifications: { statuses: VERIFICATION_STATUSES, sign: signVerification },
  errors: twilioErrors,
  codePage: (code) => `https://www.twilio.com/docs/api/errors/${code}`,
  failures,
  plainFields: [
    ...["id", "type", "time", "specversion", "dataschema", "datacontenttype"],
    ...["account_sid", "service_sid", "verification_sid", "attempt_sid", "verification_status", "message_status"]
      .concat(["dlr_status", "error_code", "channel", "mcc", "mnc", "number_segments", "has_fallback", "is_fallback"])
      .concat(["created_at", "verified_at", "expired_at", "country", "code_length"])
      .concat(
        ["time", "channel", "attempt_sid", "delivery_status"].map((name) => `send_code_attempts.attempts.${name}`),
      )
      .concat(["time", "status"].map((name) => `check_attempts.attempts.${name}`))
      .map((path) => `data.${path}`),
  ],
  keptHeaders: ["content-type", "x-twilio-signature", "i-twilio-idempotency-token"],
  sign: signExample,
};
