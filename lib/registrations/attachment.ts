import { z } from "zod";
import type { ProtectedRecipient } from "@/lib/privacy/protect-recipient";
import { type MessageFields, messageFields, RecipientText } from "./input-fields";

const { channel: _never, ...attachable } = messageFields;

export const UpdateMessageInput = z
  .strictObject({ to: RecipientText.optional(), ...attachable })
  .refine((input) => Object.values(input).some((value) => value !== undefined), "holds no field to attach");
export type UpdateMessageInput = z.infer<typeof UpdateMessageInput>;

export const UpdatedMessage = z.object({
  id: z.uuid(),
  messageId: z.string().nullable(),
  providerMessageId: z.string().nullable(),
});
export type UpdatedMessage = z.infer<typeof UpdatedMessage>;

export type Attachment = {
  fields: Omit<MessageFields, "channel">;
  recipient: (ProtectedRecipient & { normalised: string }) | null;
  /** What is wrong with ids of digits alone, where the message's recipient is not known either. */
  bareIds?: Record<string, string>;
};
