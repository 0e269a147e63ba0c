import pRetry from "p-retry";
import type pg from "pg";
import { ingestPool } from "./pool";
import { isAnsweredByServer, isRetryable } from "./sql-errors";

/** A client inside an open READ COMMITTED transaction. */
export type Transaction = pg.PoolClient;

// A statement prepared while a partition is empty (every first of the month) would scan it whole ever after.
const BEGIN = "BEGIN; SET LOCAL enable_seqscan = off";

/**
 * Runs `work` in one transaction, again from the start on a serialization failure, a deadlock or `StartAgain`.
 * When this resolves the work is committed; when it rejects it may or may not be (a cut during COMMIT).
 */
export function inTransaction<T>(work: (tx: Transaction) => Promise<T>, pool: pg.Pool = ingestPool()): Promise<T> {
  return pRetry(() => attempt(work, pool), {
    retries: 6,
    minTimeout: 5,
    maxTimeout: 100,
    randomize: true,
    shouldRetry: ({ error }) => isRetryable(error),
  });
}

async function attempt<T>(work: (tx: Transaction) => Promise<T>, pool: pg.Pool): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query(BEGIN);
    const result = await work(client);
    const { command } = await client.query("COMMIT");
    // Where a failed statement was swallowed, PostgreSQL answers COMMIT with ROLLBACK, and with no error.
    if (command !== "COMMIT") throw new Error("The transaction was rolled back at its commit.");
    return result;
  } catch (error) {
    broken = !(isAnsweredByServer(error) || isRetryable(error)) || !(await rolledBack(client));
    throw error;
  } finally {
    client.release(broken);
  }
}

async function rolledBack(client: pg.PoolClient): Promise<boolean> {
  try {
    await client.query("ROLLBACK");
    return true;
  } catch {
    return false;
  }
}
