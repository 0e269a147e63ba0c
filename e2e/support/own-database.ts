import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll } from "vitest";
import { closeDb } from "@/lib/db";
import { env, provideEnv } from "@/lib/env";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { PRISTINE } from "./test-database";

/** Gives a test file a migrated database of its own on the run's server: for what concerns all rows at once. */
export function inOwnDatabase(): void {
  let remove: () => Promise<void>;
  beforeAll(async () => {
    remove = await makeDatabase();
  });
  afterAll(async () => {
    await closeIngestPool();
    await closeDb();
    await remove();
  });
}

/** Returns what removes it, once the pools are closed. */
async function makeDatabase(): Promise<() => Promise<void>> {
  const shared = env().DATABASE_URL ?? "";
  const name = `own_${randomBytes(6).toString("hex")}`;
  await onServer(shared, `CREATE DATABASE ${name} TEMPLATE ${PRISTINE}`);
  const url = new URL(shared);
  url.pathname = `/${name}`;
  provideEnv({ DATABASE_URL: url.href });
  return async () => {
    provideEnv({ DATABASE_URL: shared });
    await onServer(shared, `DROP DATABASE ${name} WITH (FORCE)`);
  };
}

/** One statement over a connection of its own; what it returns. */
export async function onServer(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
