import { validate } from "uuid";
import { z } from "zod";
import type { Message } from "@/generated/prisma/client";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import { DELIVERY_STATUSES, FAILURE_CATEGORIES } from "@/lib/delivery/fold/status";
import type { Language } from "@/lib/delivery/words/words";
import { AppError } from "@/lib/errors";
import { appRef } from "@/lib/ledger/messages/message-ref";
import { appIdOf } from "@/lib/registrations/ids-of-messages";
import { adviseApp } from "./advice/advise-app";
import { Advice, time } from "./answer-fields";
import { getStory } from "./get-story";
import { isDelayed } from "./is-delayed";
import { providerIdsOf, summaryOf } from "./read-story-messages";

export const MessageStatus = z.object({
  id: z.uuid(),
  messageId: z.string().nullable().describe("The app's own id."),
  providerMessageId: z.string().nullable(),
  providerMessageIds: z.array(z.string()).describe("The provider's ids of all parts; one where it is not in parts."),
  verificationId: z.string().nullable().describe("The app's own id of the attempt."),
  status: z.enum(DELIVERY_STATUSES).describe("delivered means: reported delivered."),
  isFinal: z.boolean(),
  conflicting: z.boolean().describe("One report says delivered, another failed."),
  partial: z.boolean().describe("The parts of the message disagree."),
  recipientsDiffer: z
    .boolean()
    .describe(
      "The registration, the receipts or the attempt name more than one recipient or user: perhaps two people.",
    ),
  delayed: z.boolean().describe("Later than is usual for its country and connection."),
  failureCategory: z.enum(FAILURE_CATEGORIES).nullable(),
  errorCode: z.string().nullable(),
  sentAt: time.nullable(),
  deliveredAt: time.nullable(),
  lastEventAt: time.nullable(),
  advice: Advice,
});
export type MessageStatus = z.infer<typeof MessageStatus>;

/** What is known of a message, by our id or `app:ID`, and what the app should do now for the attempt it belongs to. */
export async function getMessageStatus(name: string, language: Language, clock: Clock): Promise<MessageStatus> {
  const now = clock();
  const row = await findByName(name);
  const page = row && (await getStory(row.id, now));
  if (!row || !page) throw new AppError("not_found", "There is no message with this id.");
  const { decidedBy: _, firstEventAt: __, ...summary } = summaryOf(row);
  const told = page.story.messages.find(({ id }) => id === row.id);
  return {
    id: row.id,
    messageId: row.appMessageId,
    providerMessageId: row.providerMessageId,
    providerMessageIds: providerIdsOf(row),
    verificationId: page.story.verification?.externalId ?? null,
    ...summary,
    recipientsDiffer: row.recipientsDiffer || page.story.verification?.recipientsDiffer === true,
    delayed: isDelayed(row, told?.usualReceiptMs ?? null, now),
    sentAt: row.sentAt,
    advice: adviseApp(page, language),
  };
}

async function findByName(name: string): Promise<Message | null> {
  const app = appRef(appIdOf(name));
  const ref = name.startsWith("app:") ? await db().messageRef.findUnique({ where: { namespace_ref: app } }) : null;
  const id = ref?.messageId ?? (validate(name) ? name.toLowerCase() : undefined);
  const row = id === undefined ? null : await db().message.findUnique({ where: { id } });
  return row?.mergedInto ? findByName(row.mergedInto) : row;
}
