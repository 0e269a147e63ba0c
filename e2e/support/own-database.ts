import { randomBytes } from "node:crypto";
import pg from "pg";
import { migrate } from "@/lib/database/migrate";
import { env, provideEnv } from "@/lib/env";

/**
 * A migrated database of one test file alone, on the run's server: for what concerns all rows at once. Returns what
 * removes it, once the pools are closed.
 */
export async function useOwnDatabase(): Promise<() => Promise<void>> {
  const shared = env().DATABASE_URL ?? "";
  const name = `own_${randomBytes(6).toString("hex")}`;
  await onServer(shared, `CREATE DATABASE ${name}`);
  const url = new URL(shared);
  url.pathname = `/${name}`;
  await migrate(url.href);
  provideEnv({ DATABASE_URL: url.href });
  return async () => {
    provideEnv({ DATABASE_URL: shared });
    await onServer(shared, `DROP DATABASE ${name} WITH (FORCE)`);
  };
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
