import { validate } from "uuid";
import type { Message, Verification } from "@/generated/prisma/client";
import { db } from "@/lib/db";
import type { Channel } from "@/lib/delivery/fold/status";
import type { VerificationEvent, VerificationState } from "@/lib/delivery/fold/verification-event";
import type { Story, StoryVerification } from "@/lib/delivery/story/story";
import { appRef } from "@/lib/ledger/messages/message-ref";
import { hashRecipientAllKeys } from "@/lib/privacy/hash-recipient";
import { open } from "@/lib/privacy/seal";
import { findGivenAdvice } from "./advice/given-advice";
import { findStatement, type NotedStatement } from "./customer/find-statement";
import { type Attempt, listAttempts, type Person } from "./list-attempts";
import { listProviderIds, providerNames } from "./provider-ids";
import { findStoryMessages, tellStoryMessages } from "./read-story-messages";

/** A story and what stands around it on its screen. */
export type StoryPage = {
  /** The id that the story's address should have: an older one (of a message, or merged away) leads here. */
  id: string;
  story: Story;
  /** What the customer says, and who noted it. */
  statement: NotedStatement | null;
  recipientMasked: string | null;
  country: string | null;
  userRef: string | null;
  /** What other attempts are found by: the number, which several users may share, or the user where none is known. */
  sharing: "number" | "user";
  /** The newest other attempts, newest first: more than `OTHERS_SHOWN` where there are more. */
  otherAttempts: Attempt[];
  /** The newest that began after this one: of the same user where there is one, as far as users are known. */
  newerAttempt: Attempt | null;
};

export const OTHERS_SHOWN = 10;

/** The story of a verification or of a message, by our id of either; null when there is none. `now` is its clock. */
export async function getStory(id: string, now: Date): Promise<StoryPage | null> {
  if (!validate(id)) return null;
  const found = await findVerificationOrMessage(id.toLowerCase());
  if (!found) return null;
  const { verification, message } = found;
  const [[told, messages, statement, advice], attempts] = await Promise.all([
    storyOf(verification, message, now),
    attemptsOfSamePerson(verification ?? message),
  ]);
  const storyId = verification?.id ?? message?.id ?? id;
  const userRef = verification?.userRef ?? message?.userRef ?? null;
  return {
    id: storyId,
    story: {
      verification: told,
      messages,
      customer: statement && { says: statement.says, at: statement.at },
      advice,
      now,
    },
    statement,
    recipientMasked: verification?.recipientMasked ?? message?.recipientMasked ?? messages[0]?.recipientMasked ?? null,
    country: verification?.destinationCountry ?? message?.destinationCountry ?? messages[0]?.destinationCountry ?? null,
    userRef,
    sharing: (verification ?? message)?.recipientCiphertext ? "number" : "user",
    otherAttempts: attempts.filter((other) => other.storyId !== storyId),
    newerAttempt: newerOf(storyId, attempts, userRef),
  };
}

/** `attempts` are the newest, newest first: a story that is not among them is older than all. */
function newerOf(storyId: string, attempts: readonly Attempt[], userRef: string | null): Attempt | null {
  const own = attempts.find((attempt) => attempt.storyId === storyId);
  const newer = own ? attempts.filter(({ at }) => at > own.at) : attempts;
  return newer.find((attempt) => !isOfAnotherUser(attempt, userRef)) ?? newer[0] ?? null;
}

/** Two users of one number are linked, and not the same person as far as is known. */
export function isOfAnotherUser(attempt: Pick<Attempt, "userRef">, userRef: string | null): boolean {
  return attempt.userRef !== null && userRef !== null && attempt.userRef !== userRef;
}

/** A message of an attempt leads to the attempt; what was merged away leads to what it is now. */
async function findVerificationOrMessage(
  id: string,
): Promise<{ verification: Verification | null; message: Message | null } | null> {
  const verification = await db().verification.findUnique({ where: { id } });
  if (verification?.mergedInto) return findVerificationOrMessage(verification.mergedInto);
  if (verification) return { verification, message: null };
  const message = await db().message.findUnique({ where: { id } });
  if (!message) return null;
  if (message.mergedInto) return findVerificationOrMessage(message.mergedInto);
  if (!message.verificationId) return { verification: null, message };
  return { verification: await db().verification.findUnique({ where: { id: message.verificationId } }), message };
}

async function storyOf(verification: Verification | null, message: Message | null, now: Date) {
  if (!verification) return [null, ...(await tellWithRecords(message ? [message] : [], [], now))] as const;
  const [events, own, providerIds] = await Promise.all([
    readEvents(verification.id),
    findStoryMessages({ verificationId: verification.id }),
    listProviderIds(verification.id),
  ]);
  const named = new Set(events.flatMap(({ messageId }) => messageId ?? []));
  for (const { id } of own) named.delete(id);
  const others = named.size === 0 ? [] : await findStoryMessages({ id: { in: [...named] } });
  const told = await tellWithRecords([...own, ...others], [verification.id], now);
  return [storyVerification(verification, events, providerIds), ...told] as const;
}

/** What was said of a message before it joined its attempt, or of it to the app, is said of the attempt. */
function tellWithRecords(messages: readonly Message[], attempt: readonly string[], now: Date) {
  const subjects = [...attempt, ...messages.map(({ id }) => id)];
  return Promise.all([tellStoryMessages(messages, now), findStatement(subjects), findGivenAdvice(subjects)]);
}

/** With our ids in the place of the app's where a message was registered after the event, or merged since. */
async function readEvents(verificationId: string): Promise<VerificationEvent[]> {
  const rows = await db().verificationEvent.findMany({
    where: { verificationId },
    orderBy: [{ at: "asc" }, { eventId: "asc" }],
  });
  const waiting = rows.flatMap(({ messageId, messageRef }) =>
    messageId === null && messageRef !== null ? [messageRef] : [],
  );
  const { namespace } = appRef("");
  const [refs, merged, providers] = await Promise.all([
    waiting.length === 0 ? [] : db().messageRef.findMany({ where: { namespace, ref: { in: waiting } } }),
    db().message.findMany({
      where: { id: { in: rows.flatMap(({ messageId }) => messageId ?? []) }, mergedInto: { not: null } },
      select: { id: true, mergedInto: true },
    }),
    providerNames(rows.flatMap(({ connectionId }) => connectionId ?? [])),
  ]);
  const idOfRef = new Map(refs.map(({ ref, messageId }) => [ref, messageId]));
  const survivorOf = new Map(merged.map(({ id, mergedInto }) => [id, mergedInto]));
  return rows.map(({ verificationId: _, bodyHash: __, duplicateCount: ___, connectionId, messageRef, ...row }) => {
    const messageId = row.messageId ?? idOfRef.get(messageRef ?? "") ?? null;
    const reportedBy = providers.get(connectionId ?? "") ?? null;
    return { ...row, messageId: survivorOf.get(messageId ?? "") ?? messageId, reportedBy } as VerificationEvent;
  });
}

function storyVerification(
  row: Verification,
  events: VerificationEvent[],
  providerIds: StoryVerification["providerIds"],
): StoryVerification {
  return {
    id: row.id,
    externalId: row.externalId,
    providerIds,
    useCase: row.useCase,
    recipientsDiffer: row.recipientsDiffer,
    state: row.state as VerificationState,
    inferred: row.inferred,
    requestedAt: row.requestedAt,
    verifiedAt: row.verifiedAt,
    verifiedChannel: row.verifiedChannel as Channel | null,
    closedAt: row.closedAt,
    codeExpiresAt: row.codeExpiresAt,
    wrongCodes: row.wrongCodes,
    lastEventAt: row.lastEventAt,
    events,
  };
}

/** The number is opened to be hashed under every key, in memory only. */
async function attemptsOfSamePerson(row: Verification | Message | null): Promise<Attempt[]> {
  const person = row && personOf(row);
  // One is the story itself, and one more tells that there are more.
  return person ? listAttempts(person, OTHERS_SHOWN + 2) : [];
}

function personOf({ recipientCiphertext, cryptoId, userRef }: Verification | Message): Person | null {
  if (recipientCiphertext) {
    const number = open(recipientCiphertext, "recipient", cryptoId).toString("utf8");
    return { hashes: hashRecipientAllKeys(number).map(({ hash }) => hash) };
  }
  return userRef ? { userRef } : null;
}
