import { chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { systemAccount } from "@/lib/database/system-account";

/** Which rows of a table belong to connections ($1), and where they go back to. */
const OWN_ROWS: Readonly<Record<string, string>> = {
  message_refs: "message_id IN (SELECT id FROM messages WHERE connection_id = ANY ($1))",
  message_events: "message_id IN (SELECT id FROM messages WHERE connection_id = ANY ($1))",
  event_payloads: "message_id IN (SELECT id FROM messages WHERE connection_id = ANY ($1))",
  event_duplicates: "message_id IN (SELECT id FROM messages WHERE connection_id = ANY ($1))",
  delivery_rollups: "connection_id = ANY ($1)",
  carrier_rollups: "connection_id = ANY ($1)",
  callback_rollups: "connection_id = ANY ($1)",
  messages: "connection_id = ANY ($1)",
};
const TABLES = Object.keys(OWN_ROWS);

/** Takes the rows of some connections out of their tables and copies them back; seconds of the latter alone. */
export async function copyBack(client: pg.Client, connectionIds: readonly string[]): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "otp-desk-copy-"));
  try {
    const account = systemAccount();
    if (account) await chown(folder, account.uid, account.gid);
    const columns = await storedColumns(client);
    const target = (table: string) => `${table} (${columns.get(table)})`;
    const file = (table: string) => `'${join(folder, table)}'`;
    const ids = `'{${connectionIds.join(",")}}'::uuid[]`;
    const own = (table: string) => (OWN_ROWS[table] ?? "").replace("$1", ids);
    for (const table of TABLES) {
      await client.query(`COPY (SELECT ${columns.get(table)} FROM ${table} WHERE ${own(table)}) TO ${file(table)}`);
    }
    for (const table of TABLES) await client.query(`DELETE FROM ${table} WHERE ${own(table)}`);
    // What was deleted leaves room as if it had never been there, and both sides begin after a checkpoint.
    await client.query(`VACUUM ${TABLES.join(", ")}`);
    await client.query("CHECKPOINT");
    const began = performance.now();
    await client.query("BEGIN");
    for (const table of TABLES) await client.query(`COPY ${target(table)} FROM ${file(table)}`);
    await client.query("COMMIT");
    return (performance.now() - began) / 1000;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Columns by table, but for those that the table computes itself. */
async function storedColumns(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; columns: string }>(
    `SELECT table_name AS name, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) AS columns
       FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name = ANY ($1) AND is_generated = 'NEVER' GROUP BY table_name`,
    [TABLES],
  );
  return new Map(rows.map(({ name, columns }) => [name, columns]));
}
