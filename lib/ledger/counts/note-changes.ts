import { insertRows } from "../sql/array-statement";
import type { Transaction } from "../sql/transaction";

/** The rollups that are summed for reports by day (lib/analytics/day-sums). */
export type SummedRollups = "delivery" | "verification";

const BLOCK_HOURS = 4;
const BLOCK_MS = BLOCK_HOURS * 3_600_000;
/** Changes are counted by blocks of UTC's days, all of this length. */
export const BLOCK_SQL = `interval '${BLOCK_HOURS} hours'`;

/** The beginning of the block that a time falls into. */
export function blockOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / BLOCK_MS) * BLOCK_MS);
}

/**
 * Counts, in the transaction that changes rollups, that those of blocks which have ended changed: sums over a block
 * are true while its count stands still. By the machine's own clock, whatever time the messages tell: it decides what
 * is summed. For the running block nothing is written. Comes right after the rollups themselves, so that every
 * transaction takes the locks of both in the same order.
 */
export async function noteChanges(
  tx: Transaction,
  rollups: SummedRollups,
  buckets: readonly Date[],
  slot: number,
): Promise<void> {
  const running = blockOf(new Date()).getTime();
  const ended = new Set(buckets.map((bucket) => blockOf(bucket).getTime()).filter((block) => block < running));
  if (ended.size === 0) return;
  const inOrder = [...ended].sort((a, b) => a - b);
  await tx.query(NOTE.query(inOrder.map((block) => ({ block_at: new Date(block), rollups, slot, n: 1 }))));
}

const NOTE = insertRows(
  "rollup_changes",
  { block_at: "timestamptz", rollups: "text", slot: "smallint", n: "bigint" },
  "ON CONFLICT (block_at, rollups, slot) DO UPDATE SET n = rollup_changes.n + excluded.n",
);

/**
 * The same as a statement, for whoever deletes or replaces rows of a rollup table itself: `where` says which. In a slot
 * of its own: no callback waits for it.
 */
export function noteChangesOf(rollups: SummedRollups, where = "true"): string {
  return `
    INSERT INTO rollup_changes (block_at, rollups, slot, n)
    SELECT DISTINCT date_bin(${BLOCK_SQL}, bucket_at, 'epoch') AS block_at, '${rollups}', -1, 1
      FROM ${rollups}_rollups WHERE ${where} ORDER BY block_at
    ON CONFLICT (block_at, rollups, slot) DO UPDATE SET n = rollup_changes.n + 1`;
}
