import type pg from "pg";
import { firstIdAt } from "@/lib/ids";
import { freezeRollups } from "@/lib/ledger/counts/write-rollups";
import { type LockedMessage, lockMessages } from "@/lib/ledger/messages/lock-messages";
import { inTransaction, type Transaction } from "@/lib/ledger/sql/transaction";
import { findProvider } from "@/lib/providers/registry";
import { freezeAttempts, LONGEST_RETRY_SECONDS } from "./drop-verifications";

const BATCH = 500;

/**
 * Takes the messages of a time out, oldest first: each leaves its counts in the frozen slot and its refs as
 * tombstones, under its own lock, so that ingest goes on and every count is true at every moment. Returns how many
 * went. Their events stay behind, for the partition's drop.
 */
export async function dropMessages(
  pool: pg.Pool,
  { from, until }: { from: Date; until: Date },
  now: Date,
  isTimeUp: () => boolean,
): Promise<{ messages: number; finished: boolean }> {
  const end = firstIdAt(until);
  let messages = 0;
  for (let after = firstIdAt(from); after < end; ) {
    if (isTimeUp()) return { messages, finished: false };
    const batch = await inTransaction((tx) => dropBatch(tx, after, end, now), pool);
    messages += batch.messages;
    after = batch.reached;
  }
  return { messages, finished: true };
}

/** Ids from `after` on, before `end`. */
async function dropBatch(tx: Transaction, after: string, end: string, now: Date) {
  const { rows } = await tx.query<{ id: string; merged: boolean }>(NEXT, [after, end]);
  const reached = rows[BATCH]?.id ?? end;
  const going = rows.slice(0, BATCH);
  const locked = await lockMessages(
    tx,
    going.filter(({ merged }) => !merged).map(({ id }) => id),
  );
  const messages = [...locked.values()];
  await tx.query(DELETE, [going.map(({ id }) => id), after, reached]);
  for (const table of ["customer_statements", "given_advice"])
    await tx.query(`DELETE FROM ${table} WHERE subject_id = ANY ($1::uuid[])`, [going.map(({ id }) => id)]);
  await tx.query(ENTOMB, [after, reached, new Date(now.getTime() + longestRetryMs(messages))]);
  await freezeAttempts(
    tx,
    messages.flatMap(({ verificationId }) => verificationId ?? []),
  );
  await freezeRollups(tx, messages);
  return { messages: messages.length, reached };
}

function longestRetryMs(messages: readonly LockedMessage[]): number {
  const providers = new Set(messages.map(({ provider }) => provider));
  const seconds = [...providers].map((id) => findProvider(id)?.setup?.retrySeconds ?? LONGEST_RETRY_SECONDS);
  return Math.max(...seconds, 0) * 1_000;
}

const NEXT = `
  SELECT id, merged_into IS NOT NULL AS merged FROM messages
   WHERE id >= $1 AND id < $2 ORDER BY id LIMIT ${BATCH + 1}`;
const DELETE = "DELETE FROM messages WHERE id = ANY ($1::uuid[]) AND id >= $2 AND id < $3";
/** By range: a ref that leads to no message at all becomes one too. */
const ENTOMB = `
  UPDATE message_refs SET expires_at = $3 WHERE message_id >= $1 AND message_id < $2 AND expires_at IS NULL`;
