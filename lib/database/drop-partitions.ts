import pRetry from "p-retry";
import type pg from "pg";
import type { Partition } from "./partitions";

const EMPTY_TRIES = 5;
const LOCK_TIMEOUT = "55P03";

/**
 * Takes a partition out of its table while others read and write the table: they are waited for, and never wait.
 * A cut-off call leaves it `detaching`, which the next call ends.
 */
export async function detachPartition(client: pg.ClientBase, { parent, name, state }: Partition): Promise<void> {
  if (state === "detached") return;
  const how = state === "attached" ? "CONCURRENTLY" : "FINALIZE";
  await client.query(`ALTER TABLE public.${parent} DETACH PARTITION partitions.${name} ${how}`);
}

/** Drops detached partitions, all or none. One that still holds a message is never dropped. */
export async function dropDetached(client: pg.ClientBase, partitions: readonly Partition[]): Promise<void> {
  await client.query("BEGIN");
  try {
    for (const { parent, name } of partitions) {
      if (parent === "messages") await requireEmpty(client, name);
      await client.query(`DROP TABLE partitions.${name}`);
    }
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}

async function requireEmpty(client: pg.ClientBase, name: string): Promise<void> {
  await client.query(`LOCK TABLE partitions.${name} IN ACCESS EXCLUSIVE MODE`);
  const { rowCount } = await client.query(`SELECT FROM partitions.${name} LIMIT 1`);
  if (rowCount !== 0) throw new Error(`partitions.${name} still holds messages`);
}

/**
 * Removes all rows of a partition whose month stays, so that what comes late for its messages still has a place.
 * Nobody waits for it longer than a blink: it tries again instead. False when it was in use all the time.
 */
export async function emptyPartition(client: pg.ClientBase, { name }: Partition): Promise<boolean> {
  const truncate = `BEGIN; SET LOCAL lock_timeout = '100ms'; TRUNCATE partitions.${name}; COMMIT`;
  const isInUse = (error: unknown) => (error as { code?: string }).code === LOCK_TIMEOUT;
  const attempt = async () => {
    try {
      await client.query(truncate);
    } catch (error) {
      await client.query("ROLLBACK");
      throw error;
    }
  };
  try {
    await pRetry(attempt, {
      retries: EMPTY_TRIES,
      minTimeout: 200,
      factor: 1,
      shouldRetry: ({ error }) => isInUse(error),
    });
    return true;
  } catch (error) {
    if (isInUse(error)) return false;
    throw error;
  }
}
