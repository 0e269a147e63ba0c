import type pg from "pg";
import { openPool } from "@/lib/db";
import { forgetProcessWide, processWide } from "@/lib/runtime";

/** No callback waits longer than this for an answer of the database: the provider gets a 503 and comes again. */
const ANSWER_TIMEOUT_MS = 1_500;
/** A server that is there gives up a statement before: its answer tells a stuck statement from a server that hangs. */
const STATEMENT_TIMEOUT_MS = 1_250;

/**
 * Ingest's own small pool, so that no page can starve it. The client-side timeout also covers a server
 * that hangs; a client that timed out is destroyed by `inTransaction`, never reused.
 */
export function ingestPool(): pg.Pool {
  return processWide("ingest-pool", () =>
    openPool(
      {
        max: 6,
        connectionTimeoutMillis: ANSWER_TIMEOUT_MS,
        query_timeout: ANSWER_TIMEOUT_MS,
        statement_timeout: STATEMENT_TIMEOUT_MS,
        application_name: "otp-desk-ingest",
      },
      "ingest",
    ),
  );
}

export async function closeIngestPool(): Promise<void> {
  await ingestPool().end();
  forgetProcessWide("ingest-pool");
}
