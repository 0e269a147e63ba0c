import { validate } from "uuid";
import type { Verification } from "@/generated/prisma/client";
import { db } from "@/lib/db";
import { getStory } from "./get-story";

export type VerificationWithEvents = NonNullable<Awaited<ReturnType<typeof findVerification>>>;

/** The attempt that `ref` names (the app's id, or ours), with its events and messages, as other programs read it. */
export async function findVerification(ref: string, now: Date = new Date()) {
  const row = await verificationByName(ref.trim());
  const page = row && (await getStory(row.id, now));
  if (!row || !page?.story.verification) return null;
  const { events, ...summary } = page.story.verification;
  return {
    verification: {
      ...summary,
      userRef: row.userRef,
      destinationCountry: row.destinationCountry,
      recipientMasked: row.recipientMasked,
      createdAt: row.createdAt,
      updatedAt: row.updatedAt,
    },
    messages: page.story.messages.map(({ id, status, isFinal, channel, sentAt }) => ({
      id,
      status,
      isFinal,
      channel,
      sentAt,
    })),
    events,
  };
}

/** The app may use UUIDs too: its own ids go first. */
export async function verificationByName(name: string): Promise<Verification | null> {
  const byApp = await db().verification.findUnique({ where: { externalId: name } });
  if (byApp || !validate(name)) return byApp;
  return db().verification.findUnique({ where: { id: name.toLowerCase() } });
}
