import { z } from "zod";
import type { MessageRef } from "@/lib/ledger/messages/message-ref";
import type { VerificationRef } from "@/lib/ledger/verifications/verification-refs";
import type { ProtectedRecipient } from "@/lib/privacy/protect-recipient";
import type { SendingConnection } from "./find-connections";
import { idText, messageFields, RecipientText } from "./input-fields";

export const RegisterMessageInput = z.strictObject({
  connection: idText.describe("Key of the connection that the message was sent through."),
  to: RecipientText,
  ...messageFields,
  providerVerificationId: idText
    .optional()
    .describe("With verificationId: the attempt's id at the verification service that sends through this connection."),
});
export type RegisterMessageInput = z.infer<typeof RegisterMessageInput>;

/** The answer to a registration: only what never changes, so that a repetition is answered alike. */
export const RegisteredMessage = z.object({
  id: z.uuid(),
  messageId: z.string().nullable(),
  registeredAt: z.date().meta({ type: "string", format: "date-time" }),
});
export type RegisteredMessage = z.infer<typeof RegisteredMessage>;

/** A registration that may be stored: its recipient protected, its names known; the number stays in memory only. */
export type Registration = {
  fields: Omit<RegisterMessageInput, "to" | "connection">;
  connection: SendingConnection;
  recipient: ProtectedRecipient & { normalised: string };
  refs: NamedRef[];
  /** How a verification service names the attempt. */
  attemptRef: VerificationRef | null;
  hash: Buffer;
};

/** A ref that names a message, and the field that brought it. A hint may name another message: it is not the app's word. */
export type NamedRef = { field: string; ref: MessageRef; isHint?: boolean };
