import pg from "pg";
import { env } from "@/lib/env";

export type HeldStorage = { release(): Promise<void> };

/**
 * Keeps whoever needs the table waiting, until released or timed out: by default every transaction that stores
 * callbacks, at its first statement.
 */
export async function holdStorage(table = "message_refs"): Promise<HeldStorage> {
  const client = new pg.Client({ connectionString: env().DATABASE_URL });
  await client.connect();
  await client.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  return {
    release: async () => {
      await client.query("ROLLBACK");
      await client.end();
    },
  };
}
