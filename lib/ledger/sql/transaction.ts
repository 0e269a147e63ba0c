import pRetry from "p-retry";
import type pg from "pg";
import { ingestPool } from "./pool";
import { isAnsweredByServer, isRetryable } from "./sql-errors";

/** A client inside an open READ COMMITTED transaction. */
export type Transaction = pg.PoolClient;

// A statement prepared while a partition is empty (every first of the month) would scan it whole ever after.
const PLAN_FOR_GROWTH = "SET LOCAL enable_seqscan = off";
// Whoever stands still in the middle of its work must not keep everybody else from the rows that it holds.
const GIVE_UP_WHEN_IDLE = "SET LOCAL idle_in_transaction_session_timeout = '10s'";
const BEGIN = `BEGIN; ${PLAN_FOR_GROWTH}; ${GIVE_UP_WHEN_IDLE}`;

export type TransactionOptions = {
  /** How often the work is begun anew after a conflict. */
  retries?: number;
  /** How long a statement waits for each lock; as long as statements may take where it is not given. */
  lockTimeoutMs?: number;
};

/**
 * Runs `work` in one transaction, again from the start on a serialization failure, a deadlock or `StartAgain`.
 * When this resolves the work is committed; when it rejects it may or may not be (a cut during COMMIT).
 */
export function inTransaction<T>(
  work: (tx: Transaction) => Promise<T>,
  pool: pg.Pool = ingestPool(),
  { retries = 6, lockTimeoutMs }: TransactionOptions = {},
): Promise<T> {
  const begin = lockTimeoutMs === undefined ? BEGIN : `${BEGIN}; ${lockTimeout(lockTimeoutMs)}`;
  return pRetry(() => attempt(work, pool, begin), {
    retries,
    minTimeout: 5,
    maxTimeout: 100,
    randomize: true,
    shouldRetry: ({ error }) => isRetryable(error),
  });
}

/** From here to the end of the transaction, each lock is waited for so long. */
export function lockTimeout(milliseconds: number): string {
  return `SET LOCAL lock_timeout = ${milliseconds}`;
}

async function attempt<T>(work: (tx: Transaction) => Promise<T>, pool: pg.Pool, begin: string): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query(begin);
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
