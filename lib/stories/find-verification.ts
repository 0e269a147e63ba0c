import { validate } from "uuid";
import type { Verification } from "@/generated/prisma/client";
import { db } from "@/lib/db";
import { getStory } from "./get-story";
import { inEitherCase } from "./in-either-case";

export type VerificationWithEvents = NonNullable<Awaited<ReturnType<typeof findVerification>>>;

/** The attempt that `ref` names (the app's id, or ours), with its events and messages, as other programs read it. */
export async function findVerification(ref: string, now: Date = new Date()) {
  const row = await verificationAsTyped(ref.trim());
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

/** The same for an id that a person typed or pasted: in lower or upper case where there is none as given. */
export async function verificationAsTyped(name: string): Promise<Verification | null> {
  const exact = await verificationByName(name);
  return exact ?? db().verification.findFirst({ where: { externalId: { in: inEitherCase(name) } } });
}
