import type { ClientBase } from "pg";
import { z } from "zod";
import { readPool } from "@/lib/db";

const DEMO_STATES = ["filling", "filled", "removed"] as const;
/** Where the demo stands; null when this database never had one. `filling` past a restart means: cut short. */
export type DemoState = (typeof DEMO_STATES)[number];

const Value = z.object({ state: z.enum(DEMO_STATES) });

type Queryable = Pick<ClientBase, "query">;

export async function demoState(): Promise<DemoState | null> {
  const { rows } = await readPool().query("SELECT value FROM settings WHERE name = 'demo'");
  return rows[0] ? Value.parse(rows[0].value).state : null;
}

export async function noteDemo(state: DemoState, client: Queryable = readPool()): Promise<void> {
  await client.query(
    `INSERT INTO settings (name, value) VALUES ('demo', $1)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value, version = settings.version + 1, updated_at = now()`,
    [JSON.stringify({ state })],
  );
}
