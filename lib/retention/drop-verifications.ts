import type pg from "pg";
import type { VerificationContribution } from "@/lib/delivery/counts/verification-contribution";
import { firstIdAt } from "@/lib/ids";
import { fromStored, type StoredContributions } from "@/lib/ledger/counts/stored-contributions";
import { freezeVerificationRollups } from "@/lib/ledger/counts/write-rollups";
import { inTransaction, type Transaction } from "@/lib/ledger/sql/transaction";

const BATCH = 500;
/** No provider is known to repeat a callback for longer. */
export const LONGEST_RETRY_SECONDS = 7 * 86_400;
const FIRST = "00000000-0000-0000-0000-000000000000";

/** Made before the horizon ($1 as an id, $2 as a time), silent since, and without a message that is kept. */
export const GOING = `
  v.id < $1 AND coalesce(v.last_event_at, v.created_at) < $2
  AND NOT EXISTS (SELECT FROM messages m WHERE m.verification_id = v.id AND m.id >= $1)`;

/** Deletes the attempts whose messages all go; what they counted as stays counted, and their refs as tombstones. Returns how many went. */
export async function dropVerifications(
  pool: pg.Pool,
  from: Date,
  now: Date,
  isTimeUp: () => boolean,
): Promise<number> {
  let dropped = 0;
  for (let after = FIRST; !isTimeUp(); ) {
    const batch = await inTransaction((tx) => dropBatch(tx, from, after, now), pool);
    if (batch.reached === undefined) break;
    dropped += batch.dropped;
    after = batch.reached;
  }
  return dropped;
}

async function dropBatch(tx: Transaction, from: Date, after: string, now: Date) {
  const horizon = [firstIdAt(from), from];
  const locked = (await tx.query<{ id: string }>(LOCK_NEXT, [...horizon, after])).rows.map(({ id }) => id);
  // A message may have joined an attempt while its lock was waited for: only a new statement sees it.
  const { rows } = await tx.query<Counted>(STILL_GOING, [...horizon, locked]);
  const ids = rows.map(({ id }) => id);
  await freezeVerificationRollups(tx, rows.flatMap(contributions));
  await tx.query("DELETE FROM verification_events WHERE verification_id = ANY ($1::uuid[])", [ids]);
  for (const table of ["customer_statements", "given_advice"])
    await tx.query(`DELETE FROM ${table} WHERE subject_id = ANY ($1::uuid[])`, [ids]);
  await tx.query(ENTOMB, [ids, new Date(now.getTime() + LONGEST_RETRY_SECONDS * 1_000)]);
  await tx.query("DELETE FROM verifications WHERE id = ANY ($1::uuid[])", [ids]);
  return { dropped: ids.length, reached: locked.at(-1) };
}

/**
 * Freezes the counts of attempts that stay while messages of theirs leave in this transaction: counted as nothing
 * from here on, they are not counted anew from what is left of them.
 */
export async function freezeAttempts(tx: Transaction, ids: Iterable<string>): Promise<void> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return;
  const { rows } = await tx.query<Counted>(LOCK, [wanted]);
  await freezeVerificationRollups(tx, rows.flatMap(contributions));
  await tx.query("UPDATE verifications SET counted = '[]' WHERE id = ANY ($1::uuid[])", [rows.map(({ id }) => id)]);
}

type Counted = { id: string; counted: StoredContributions | null };

function contributions({ counted }: Counted): VerificationContribution[] {
  return fromStored(counted ?? []);
}

const ENTOMB = `
  UPDATE verification_refs SET expires_at = $2 WHERE verification_id = ANY ($1::uuid[]) AND expires_at IS NULL`;
const LOCK_NEXT = `
  SELECT v.id FROM verifications v WHERE v.id > $3 AND ${GOING} ORDER BY v.id LIMIT ${BATCH} FOR UPDATE`;
const STILL_GOING = `
  SELECT v.id, v.counted FROM verifications v WHERE v.id = ANY ($3::uuid[]) AND ${GOING} ORDER BY v.id`;
const LOCK = "SELECT id, counted FROM verifications WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE";
