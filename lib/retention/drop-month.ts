import type pg from "pg";
import { detachPartition, dropDetached } from "@/lib/database/drop-partitions";
import { addMonths, listPartitions, type Partition } from "@/lib/database/partitions";
import { compactAgainFrom } from "./compact-rollups";
import { dropMessages } from "./drop-messages";

const CANCELLED = "57014";

/** What went of a month; `finished` is false where the next run has to go on with it. */
export type GoneMonth = { messages: number; dropped: string[]; finished: boolean };

/** Takes a month's messages out, then drops its four partitions whole. Goes on from wherever it was cut off. */
export async function dropMonth(pool: pg.Pool, month: Date, now: Date, isTimeUp: () => boolean): Promise<GoneMonth> {
  const span = { from: month, until: addMonths(month, 1) };
  const { messages, finished } = await dropMessages(pool, span, now, isTimeUp);
  if (!finished) return { messages, dropped: [], finished };
  const partitions = (await listPartitions(pool)).filter((one) => one.month.getTime() === month.getTime());
  const client = await pool.connect();
  try {
    if (!(await detachAll(client, partitions))) return { messages, dropped: [], finished: false };
    await dropDetached(client, partitions);
  } finally {
    client.release();
  }
  // A message counts at its send time, which may lie in the month before it was registered.
  await compactAgainFrom(addMonths(month, -1));
  return { messages, dropped: partitions.map(({ name }) => name), finished: true };
}

/**
 * `messages` first: whoever still sees its rows, in an old snapshot, is waited for before their events go. False
 * when somebody took too long.
 */
async function detachAll(client: pg.ClientBase, partitions: readonly Partition[]): Promise<boolean> {
  const first = partitions.filter(({ parent }) => parent === "messages");
  try {
    for (const partition of new Set([...first, ...partitions])) await detachPartition(client, partition);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === CANCELLED) return false;
    throw error;
  }
}
