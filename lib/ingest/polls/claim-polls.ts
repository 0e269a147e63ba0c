import { ingestPool } from "@/lib/ledger/sql/pool";

/** A message that nobody else asks about meanwhile. */
export type ClaimedPoll = { messageId: string; asked: number };

/** Longer than a question with its answer takes; a process that ended in between holds its messages so long. */
const LEASE_SECONDS = 60;

/** Whether there are any to take: a look costs less than a turn. */
export async function hasDue(connectionId: string, now: Date): Promise<boolean> {
  const { rowCount } = await ingestPool().query({ name: "has-due-polls", text: HAS_DUE, values: [connectionId, now] });
  return rowCount === 1;
}

/** Takes messages of a connection whose time has come, the longest due first. */
export async function claimDue(connectionId: string, most: number, now: Date): Promise<ClaimedPoll[]> {
  const values = [connectionId, now, most, LEASE_SECONDS];
  return (await ingestPool().query<ClaimedPoll>({ name: "claim-due-polls", text: CLAIM_DUE, values })).rows;
}

/** How soon after one question another one about the same message may follow. */
export const ASK_AGAIN_SECONDS = 5;

/** Takes one message out of its turn; null while somebody asks about it, or has just done so. */
export async function claimNow(messageId: string, connectionId: string, now: Date): Promise<ClaimedPoll | null> {
  const values = [messageId, connectionId, now, LEASE_SECONDS, ASK_AGAIN_SECONDS];
  const { rows } = await ingestPool().query<ClaimedPoll>({ name: "claim-poll-now", text: CLAIM_NOW, values });
  return rows[0] ?? null;
}

/** Gives a message back after a question; it is due again at the time given, never where that is null, as before else. */
export async function settlePoll(
  messageId: string,
  { dueAt, isUnknown }: { dueAt?: Date | null; isUnknown: boolean },
  now: Date,
): Promise<void> {
  await ingestPool().query({
    name: "settle-poll",
    text: SETTLE,
    values: [messageId, dueAt, isUnknown, now, dueAt === undefined],
  });
}

/** Gives messages back that were not asked about: they come again at the same time, or at another one. */
export async function releasePoll(messageId: string, dueAt?: Date): Promise<void> {
  await ingestPool().query({ name: "release-poll", text: RELEASE, values: [messageId, dueAt ?? null] });
}

/** Nothing more is to be asked, and nothing to be told of it. */
export async function forgetPoll(messageId: string): Promise<void> {
  await ingestPool().query({ name: "forget-poll", text: FORGET, values: [messageId] });
}

const HAS_DUE = `
  SELECT FROM message_polls WHERE connection_id = $1 AND due_at <= $2 AND claimed_until <= $2 LIMIT 1`;
const CLAIM_DUE = `
  WITH due AS MATERIALIZED (
    SELECT message_id FROM message_polls
     WHERE connection_id = $1 AND due_at <= $2 AND claimed_until <= $2
     ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
  UPDATE message_polls p SET claimed_until = $2::timestamptz + make_interval(secs => $4)
    FROM due WHERE p.message_id = due.message_id
  RETURNING p.message_id AS "messageId", p.asked`;
const CLAIM_NOW = `
  INSERT INTO message_polls AS p (message_id, connection_id, due_at, claimed_until)
  VALUES ($1, $2, $3::timestamptz + make_interval(secs => $4), $3::timestamptz + make_interval(secs => $4))
  ON CONFLICT (message_id) DO UPDATE SET claimed_until = excluded.claimed_until
   WHERE p.claimed_until <= $3 AND (p.asked_at IS NULL OR p.asked_at <= $3::timestamptz - make_interval(secs => $5))
  RETURNING p.message_id AS "messageId", p.asked`;
const SETTLE = `
  UPDATE message_polls SET claimed_until = '-infinity', due_at = CASE WHEN $5 THEN due_at ELSE $2 END, is_unknown = $3, asked = asked + 1, asked_at = $4
   WHERE message_id = $1`;
const RELEASE = `
  UPDATE message_polls SET claimed_until = '-infinity', due_at = coalesce($2, due_at) WHERE message_id = $1`;
const FORGET = "DELETE FROM message_polls WHERE message_id = $1";
