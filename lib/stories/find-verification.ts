import { validate } from "uuid";
import type { Verification } from "@/generated/prisma/client";
import { db } from "@/lib/db";
import { providerRef } from "@/lib/ledger/messages/message-ref";
import { getStory } from "./get-story";
import { inEitherCase } from "./in-either-case";
import { keptForms } from "./resolve-message-ids";

export type VerificationWithEvents = NonNullable<Awaited<ReturnType<typeof findVerification>>>;

/** The attempt that `ref` names (the app's id, ours, or a verification service's), with its events and messages, as other programs read it. */
export async function findVerification(ref: string, now: Date = new Date()) {
  const row = await verificationAsTyped(ref.trim());
  const page = row && (await getStory(row.id, now));
  if (!row || !page?.story.verification) return null;
  const { events, providerIds, ...summary } = page.story.verification;
  return {
    verification: {
      ...summary,
      providerVerificationIds: providerIds.map(({ id, connection }) => ({ connection, id })),
      origin: row.origin,
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

/** The app may use UUIDs too: its own ids go first, and a verification service's last. */
export async function verificationByName(name: string): Promise<Verification | null> {
  const byApp = await db().verification.findUnique({ where: { externalId: name } });
  if (byApp) return byApp;
  const ours = validate(name) ? await db().verification.findUnique({ where: { id: name.toLowerCase() } }) : null;
  return ours ? survivorOf(ours) : byProvider([name]);
}

/** One that was merged away is now another. */
async function survivorOf(row: Verification): Promise<Verification | null> {
  const next = row.mergedInto && (await db().verification.findUnique({ where: { id: row.mergedInto } }));
  return next ? survivorOf(next) : row;
}

/** By an id that a verification service gave it, over any connection; the newest where several have it. */
async function byProvider(names: readonly string[]): Promise<Verification | null> {
  const connections = await db().providerConnection.findMany({ select: { id: true } });
  const namespaces = connections.map(({ id }) => providerRef(id, "").namespace);
  const refs = await db().verificationRef.findMany({
    where: { namespace: { in: namespaces }, ref: { in: names.flatMap(keptForms) } },
  });
  const where = { id: { in: refs.map(({ verificationId }) => verificationId) } };
  return refs.length === 0 ? null : db().verification.findFirst({ where, orderBy: { id: "desc" } });
}

/** The same for an id that a person typed or pasted: in lower or upper case where there is none as given. */
export async function verificationAsTyped(name: string): Promise<Verification | null> {
  const exact = await verificationByName(name);
  if (exact) return exact;
  const names = inEitherCase(name);
  return (await db().verification.findFirst({ where: { externalId: { in: names } } })) ?? byProvider(names);
}
