import type { ClientBase } from "pg";
import { readPool } from "@/lib/db";
import { noteDemo } from "./demo-state";

export type RemovedDemo = Record<"messages" | "verifications" | "connections" | "apiKeys" | "users", number>;

const DEMO_CONNECTIONS = "SELECT id FROM provider_connections WHERE demo";
const DEMO_MESSAGES = `SELECT id FROM messages WHERE connection_id IN (${DEMO_CONNECTIONS})`;

/** Deletes every row and account of the demo, in one transaction; what else is there stays. */
export async function removeDemo(): Promise<RemovedDemo> {
  const client = await readPool().connect();
  try {
    await client.query("BEGIN");
    const removed = await removeRows(client);
    await noteDemo("removed", client);
    await client.query("COMMIT");
    return removed;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

async function removeRows(client: ClientBase): Promise<RemovedDemo> {
  const remove = async (sql: string) => (await client.query(`DELETE FROM ${sql}`)).rowCount ?? 0;
  for (const table of ["event_duplicates", "event_payloads", "message_events", "message_refs"]) {
    await remove(`${table} WHERE message_id IN (${DEMO_MESSAGES})`);
  }
  await client.query(`CREATE TEMP TABLE demo_verifications ON COMMIT DROP AS
    SELECT id FROM verifications WHERE demo OR id IN
      (SELECT verification_id FROM messages GROUP BY verification_id
       HAVING bool_and(connection_id IN (${DEMO_CONNECTIONS})))`);
  await remove("verification_events WHERE verification_id IN (SELECT id FROM demo_verifications)");
  const verifications = await remove("verifications WHERE id IN (SELECT id FROM demo_verifications)");
  const messages = await remove(`messages WHERE connection_id IN (${DEMO_CONNECTIONS})`);
  await remove(`review_payloads WHERE review_item_id IN
    (SELECT id FROM review_items WHERE connection_id IN (${DEMO_CONNECTIONS}))`);
  for (const table of ["review_items", "refused_callbacks", "callback_rollups"]) {
    await remove(`${table} WHERE connection_id IN (${DEMO_CONNECTIONS})`);
  }
  const connections = await remove("provider_connections WHERE demo");
  const apiKeys = await remove("api_keys WHERE demo");
  return { messages, verifications, connections, apiKeys, users: await remove("users WHERE demo") };
}
