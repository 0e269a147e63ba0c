import { z } from "zod";
import { CHANNELS } from "@/lib/delivery/fold/status";
import { ABUSE_CHECK_RESULTS, VERIFICATION_EVENT_TYPES } from "@/lib/delivery/fold/verification-event";
import type { VerificationRef } from "@/lib/ledger/verifications/verification-refs";
import type { ProtectedRecipient } from "@/lib/privacy/protect-recipient";
import { idText, instant, line, RecipientText } from "./input-fields";

/** Types that only we infer are the app's to report as well; `inferred:` and `provider:` ids are not its own. */
export const VerificationEventInput = z
  .strictObject({
    eventId: idText
      .refine((id) => !/^(inferred|provider):/.test(id), "must not start with inferred: or provider:")
      .describe("The app's own id of the event: a repetition is answered 200, a different body 409."),
    type: z.enum(VERIFICATION_EVENT_TYPES),
    at: instant,
    userRef: idText.optional().describe("The app's own id of the user; never a number."),
    to: RecipientText.optional(),
    messageId: idText.optional().describe("The message that the event is about: our id, or the app's."),
    connection: idText.optional().describe("Key of the connection to the verification service that checks the code."),
    providerVerificationId: idText
      .optional()
      .describe("The attempt's id at that service: its events find the attempt, also those that came before."),
    channel: z.enum(CHANNELS).optional(),
    reason: line(200)
      .optional()
      .describe(
        "Free text (codes, numbers and addresses in it are masked, with a warning); for abuse_check its verdict: allowed, challenged or refused.",
      ),
    codeExpiresAt: instant.optional().describe("When the code that was sent stops being valid."),
    voidsEarlierCodes: z.boolean().optional().describe("The codes sent before this one are not valid any more."),
  })
  .refine(({ type, reason }) => type !== "abuse_check" || isVerdict(reason), {
    path: ["reason"],
    message: "must be the verdict of the abuse check: allowed, challenged or refused",
  })
  .refine(({ connection, providerVerificationId }) => !providerVerificationId === !connection, {
    path: ["providerVerificationId"],
    message: "goes with connection: each needs the other",
  });
export type VerificationEventInput = z.infer<typeof VerificationEventInput>;

function isVerdict(reason: string | undefined): boolean {
  return (ABUSE_CHECK_RESULTS as readonly (string | undefined)[]).includes(reason);
}

export const RecordedEvent = z.object({
  verificationId: z.string(),
  id: z.uuid(),
  eventId: z.string(),
  warnings: z
    .record(z.string(), z.string())
    .optional()
    .describe("Field path: what was changed in it before the event was stored."),
});
export type RecordedEvent = z.infer<typeof RecordedEvent>;

/** An event that may be stored: its recipient protected, its text masked. */
export type PreparedEvent = {
  fields: Omit<VerificationEventInput, "to">;
  /** How a verification service names the attempt. */
  ref: VerificationRef | null;
  recipient: (ProtectedRecipient & { normalised: string }) | null;
  /** What is wrong with ids of digits alone, where no recipient of the attempt is known. */
  bareIds: Record<string, string>;
  warnings: RecordedEvent["warnings"];
  hash: Buffer;
};

/** The ids in an event of the attempt `id`, by the names of their fields. */
export function namesIn(
  id: string,
  { eventId, userRef, messageId }: PreparedEvent["fields"],
): Record<string, string | undefined> {
  return { id, eventId, userRef, messageId };
}
