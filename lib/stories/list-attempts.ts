import type { Message, Verification } from "@/generated/prisma/client";
import { db } from "@/lib/db";
import type { Channel, DeliveryStatus } from "@/lib/delivery/fold/status";
import type { VerificationState } from "@/lib/delivery/fold/verification-event";
import { recipientToken } from "@/lib/privacy/hash-recipient";

/** One OTP attempt of a person, or a message that belongs to none, in a line. */
export type Attempt = {
  /** Opaque: opens the story. */
  storyId: string;
  /** The app's own id of the attempt; null for a message that belongs to none, and where callbacks alone told of it. */
  externalId: string | null;
  at: Date;
  useCase: string | null;
  recipientMasked: string | null;
  /** Opaque: the same for all that went to one recipient. */
  recipient: string | null;
  country: string | null;
  userRef: string | null;
  state: VerificationState | null;
  messageCount: number;
  /** Of the newest message. */
  last: { channel: Channel; provider: string; status: DeliveryStatus; conflicting: boolean } | null;
};

/** The same recipient under any key version, or the same user. */
export type Person = { hashes: readonly Buffer[] } | { userRef: string };

const NEWEST = 100;
/** Rows that nearly always tell which attempt is the newest: each is a page of its own, and most are not in memory. */
const FEW = 6;
/** A send is dated at most 5 minutes after its row, by clocks that may differ. */
const AHEAD_MS = 10 * 60_000;

/** What one person tried, the newest of it, newest first. */
export async function listAttempts(person: Person, newest = NEWEST): Promise<Attempt[]> {
  // Most attempts take one message, few take more than two.
  const take = Math.min(NEWEST, 2 * newest);
  const { messages, verifications } = await readNewest(person, take);
  const attempts = (await attemptsOf(messages, verifications)).slice(0, newest);
  const oldest = messages.length === take ? messages.at(-1) : undefined;
  const cut = attempts.filter(({ at }) => oldest && at.getTime() <= startOf(oldest));
  if (cut.length === 0) return attempts;
  return (await attemptsOf([...messages, ...(await unreadOf(cut, messages))], verifications)).slice(0, newest);
}

/** The first of `listAttempts`, from a few rows where no other can be newer: else, as after late registrations, from all. */
export async function findNewestAttempt(person: Person): Promise<Attempt | null> {
  const { messages, verifications } = await readNewest(person, FEW);
  const [newest] = await attemptsOf(messages, verifications);
  const unread = [messages, verifications].flatMap((rows) =>
    rows.length === FEW ? (rows.at(-1)?.createdAt ?? []) : [],
  );
  const isCertain = unread.every((before) => newest && newest.at.getTime() > before.getTime() + AHEAD_MS);
  return (isCertain ? newest : (await listAttempts(person))[0]) ?? null;
}

/** Whether all that `listAttempts` would give of a user went to one recipient; null where there is nothing of them. */
export async function hasOneRecipient(userRef: string): Promise<boolean | null> {
  const [row] = await db().$queryRaw<{ hasOne: boolean | null }[]>`
    SELECT CASE WHEN count(*) > 0 THEN count(recipient_hash) = count(*) AND count(DISTINCT recipient_hash) = 1 END AS "hasOne"
      FROM (
      (SELECT recipient_hash FROM messages WHERE user_ref = ${userRef} ORDER BY id DESC LIMIT ${NEWEST})
      UNION ALL
      (SELECT recipient_hash FROM verifications WHERE user_ref = ${userRef} ORDER BY id DESC LIMIT ${NEWEST})) AS newest`;
  return row?.hasOne ?? null;
}

/** The users that the newest of what went to a recipient was for, as far as the app told: people may share a number. */
export async function usersOfRecipient(hashes: readonly Buffer[]): Promise<string[]> {
  const rows = await db().$queryRaw<{ userRef: string }[]>`
    SELECT DISTINCT user_ref AS "userRef" FROM (
      (SELECT user_ref FROM messages WHERE recipient_hash = ANY (${hashes}) ORDER BY id DESC LIMIT ${NEWEST})
      UNION ALL
      (SELECT user_ref FROM verifications WHERE recipient_hash = ANY (${hashes}) ORDER BY id DESC LIMIT ${NEWEST})) AS newest
     WHERE user_ref IS NOT NULL`;
  return rows.map(({ userRef }) => userRef);
}

/** By when they were first heard of, which their ids tell. */
async function readNewest(person: Person, take: number) {
  const where =
    "userRef" in person
      ? { userRef: person.userRef }
      : { recipientHash: { in: person.hashes.map((hash) => new Uint8Array(hash)) } };
  const [messages, verifications] = await Promise.all([
    db().message.findMany({ where: { ...where, mergedInto: null }, orderBy: { id: "desc" }, take }),
    db().verification.findMany({ where, orderBy: { id: "desc" }, take }),
  ]);
  return { messages, verifications };
}

/** The messages of attempts that are older than those that were read. */
async function unreadOf(attempts: readonly Attempt[], read: readonly Message[]): Promise<Message[]> {
  const found = await db().message.findMany({
    where: { verificationId: { in: attempts.map(({ storyId }) => storyId) }, mergedInto: null },
  });
  const known = new Set(read.map(({ id }) => id));
  return found.filter(({ id }) => !known.has(id));
}

/** Attempts that messages and verifications make up together, newest first. */
export async function attemptsOf(messages: readonly Message[], known: readonly Verification[]): Promise<Attempt[]> {
  const knownIds = new Set(known.map(({ id }) => id));
  const others = messages.flatMap(({ verificationId }) =>
    verificationId && !knownIds.has(verificationId) ? [verificationId] : [],
  );
  const verifications = [
    ...known,
    ...(others.length === 0 ? [] : await db().verification.findMany({ where: { id: { in: [...new Set(others)] } } })),
  ];
  const byId = new Map(verifications.map((verification) => [verification.id, verification]));
  const grouped = new Map<string, Message[]>(verifications.map(({ id }) => [id, []]));
  for (const message of messages) {
    const storyId = message.verificationId ?? message.id;
    const list = grouped.get(storyId);
    if (list) list.push(message);
    else grouped.set(storyId, [message]);
  }
  return [...grouped]
    .map(([storyId, list]) => attempt(storyId, byId.get(storyId) ?? null, list))
    .sort((a, b) => b.at.getTime() - a.at.getTime());
}

function attempt(storyId: string, verification: Verification | null, messages: readonly Message[]): Attempt {
  const newest = [...messages].sort((a, b) => startOf(b) - startOf(a))[0];
  const oldest = Math.min(...messages.map(startOf), verification?.requestedAt?.getTime() ?? Number.POSITIVE_INFINITY);
  return {
    storyId,
    externalId: verification?.externalId ?? null,
    at: Number.isFinite(oldest) ? new Date(oldest) : (verification?.createdAt ?? new Date(0)),
    useCase: verification?.useCase ?? newest?.useCase ?? null,
    recipientMasked: verification?.recipientMasked ?? newest?.recipientMasked ?? null,
    recipient: (verification && recipientToken(verification)) ?? (newest ? recipientToken(newest) : null),
    country: verification?.destinationCountry ?? newest?.destinationCountry ?? null,
    userRef: verification?.userRef ?? newest?.userRef ?? null,
    state: (verification?.state as VerificationState | undefined) ?? null,
    messageCount: messages.length,
    last: newest
      ? {
          channel: newest.channel as Channel,
          provider: newest.provider,
          status: newest.status as DeliveryStatus,
          conflicting: newest.conflicting,
        }
      : null,
  };
}

function startOf({ sentAt, createdAt }: Message): number {
  return (sentAt ?? createdAt).getTime();
}
