import { z } from "zod";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import { CHANNELS, DELIVERY_STATUSES, FAILURE_CATEGORIES } from "@/lib/delivery/fold/status";
import { VERIFICATION_STATES } from "@/lib/delivery/fold/verification-event";
import type { Language } from "@/lib/delivery/words/words";
import { AppError } from "@/lib/errors";
import { adviseApp } from "./advice/advise-app";
import { Advice, time } from "./answer-fields";
import { verificationByName } from "./find-verification";
import { getStory } from "./get-story";

export const VerificationStatus = z.object({
  verificationId: z
    .string()
    .nullable()
    .describe("The app's own id; null while only callbacks have told of the attempt."),
  id: z.uuid(),
  providerVerificationIds: z
    .array(z.object({ connection: z.string(), id: z.string() }))
    .describe("Its ids at verification services, and the keys of the connections that they are of."),
  state: z.enum(VERIFICATION_STATES),
  inferred: z.boolean().describe("The state rests on silence, not on an event of the app."),
  recipientsDiffer: z.boolean().describe("More than one recipient or user is named: perhaps two people."),
  wrongCodes: z.number().int(),
  requestedAt: time.nullable(),
  verifiedAt: time.nullable(),
  closedAt: time.nullable(),
  codeExpiresAt: time.nullable(),
  messages: z.array(
    z.object({
      id: z.uuid(),
      messageId: z.string().nullable(),
      channel: z.enum(CHANNELS),
      status: z.enum(DELIVERY_STATUSES),
      isFinal: z.boolean(),
      failureCategory: z.enum(FAILURE_CATEGORIES).nullable(),
      sentAt: time.nullable(),
      deliveredAt: time.nullable(),
    }),
  ),
  advice: Advice,
});
export type VerificationStatus = z.infer<typeof VerificationStatus>;

/** An attempt's state, its messages, and one advice for all of it. */
export async function getVerificationStatus(
  name: string,
  language: Language,
  clock: Clock,
): Promise<VerificationStatus> {
  const row = await verificationByName(name);
  const page = row && (await getStory(row.id, clock()));
  const verification = page?.story.verification;
  if (!page || !verification) throw new AppError("not_found", "There is no verification with this id.");
  const { id, externalId, state, inferred, wrongCodes, requestedAt, verifiedAt, closedAt, codeExpiresAt } =
    verification;
  const ids = await appIdsOf(page.story.messages.map((message) => message.id));
  return {
    verificationId: externalId,
    providerVerificationIds: verification.providerIds.map(({ id, connection }) => ({ connection, id })),
    recipientsDiffer: verification.recipientsDiffer || page.story.messages.some((message) => message.recipientsDiffer),
    ...{ id, state, inferred, wrongCodes, requestedAt, verifiedAt, closedAt, codeExpiresAt },
    messages: page.story.messages.map((message) => ({
      id: message.id,
      messageId: ids.get(message.id) ?? null,
      channel: message.channel,
      status: message.status,
      isFinal: message.isFinal,
      failureCategory: message.failureCategory,
      sentAt: message.sentAt,
      deliveredAt: message.deliveredAt,
    })),
    advice: adviseApp(page, language),
  };
}

async function appIdsOf(ids: readonly string[]): Promise<Map<string, string | null>> {
  const rows = await db().message.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, appMessageId: true },
  });
  return new Map(rows.map((row) => [row.id, row.appMessageId]));
}
