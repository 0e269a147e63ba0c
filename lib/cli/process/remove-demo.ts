import { readPool } from "@/lib/db";
import { noteChangesOf } from "@/lib/ledger/counts/note-changes";
import { fromStored, type StoredContributions } from "@/lib/ledger/counts/stored-contributions";
import { writeVerificationRollups } from "@/lib/ledger/counts/write-rollups";
import type { Transaction } from "@/lib/ledger/sql/transaction";
import { recountVerifications } from "@/lib/ledger/verifications/recount-verifications";
import { noteDemo } from "./demo-state";

export type RemovedDemo = Record<"messages" | "verifications" | "connections" | "apiKeys" | "users", number>;

/** Deletes every row and account of the demo, in one transaction; what else is there stays, and stays counted. */
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

async function removeRows(tx: Transaction): Promise<RemovedDemo> {
  const remove = async (sql: string) => (await tx.query(`DELETE FROM ${sql}`)).rowCount ?? 0;
  for (const sql of COLLECT) await tx.query(sql);
  const stay = (await tx.query<{ id: string }>("SELECT id FROM touched_verifications")).rows.map(({ id }) => id);
  await uncountVerifications(tx);
  for (const table of ["event_duplicates", "event_payloads", "message_events", "message_refs"]) {
    await remove(`${table} WHERE message_id IN (SELECT id FROM demo_messages)`);
  }
  for (const demo of ["demo_messages", "demo_verifications"])
    for (const table of ["customer_statements", "given_advice"])
      await remove(`${table} WHERE subject_id IN (SELECT id FROM ${demo})`);
  const messages = await remove("messages WHERE id IN (SELECT id FROM demo_messages)");
  for (const table of ["verification_events", "verification_refs"])
    await remove(`${table} WHERE verification_id IN (SELECT id FROM demo_verifications)`);
  const verifications = await remove("verifications WHERE id IN (SELECT id FROM demo_verifications)");
  await recountVerifications(tx, stay);
  await remove(`review_payloads WHERE review_item_id IN (SELECT id FROM review_items WHERE ${OF_DEMO_CONNECTION})`);
  // What is being summed right now is summed again.
  for (const rollups of ["verification", "delivery"] as const)
    await tx.query(noteChangesOf(rollups, OF_DEMO_CONNECTION));
  for (const table of BY_CONNECTION) await remove(`${table} WHERE ${OF_DEMO_CONNECTION}`);
  const connections = await remove("provider_connections WHERE demo");
  const apiKeys = await remove("api_keys WHERE demo");
  return { messages, verifications, connections, apiKeys, users: await remove("users WHERE demo") };
}

/** Takes the demo's attempts out of the counts: those without a message are counted beside real ones. */
async function uncountVerifications(tx: Transaction): Promise<void> {
  const { rows } = await tx.query<{ counted: StoredContributions }>(
    "SELECT counted FROM verifications WHERE id IN (SELECT id FROM demo_verifications) AND counted IS NOT NULL ORDER BY id",
  );
  await writeVerificationRollups(
    tx,
    rows.flatMap(({ counted }) => fromStored(counted)),
    [],
  );
}

const OF_DEMO_CONNECTION = "connection_id IN (SELECT id FROM provider_connections WHERE demo)";
const BY_CONNECTION = [
  ...["review_items", "refused_callbacks", "status_mappings", "callback_rollups"],
  ...["delivery_rollups", "carrier_rollups", "verification_rollups", "delivery_sums", "verification_sums"],
];

/** An attempt is the demo's by its mark, or when all its messages are. */
const COLLECT = [
  `CREATE TEMP TABLE demo_messages ON COMMIT DROP AS
     SELECT id, verification_id FROM messages WHERE ${OF_DEMO_CONNECTION}`,
  `CREATE TEMP TABLE demo_verifications ON COMMIT DROP AS
     SELECT id FROM verifications v
      WHERE demo OR (id IN (SELECT verification_id FROM demo_messages) AND NOT EXISTS
        (SELECT FROM messages m WHERE m.verification_id = v.id AND m.id NOT IN (SELECT id FROM demo_messages)))`,
  `CREATE TEMP TABLE touched_verifications ON COMMIT DROP AS
     SELECT DISTINCT verification_id AS id FROM demo_messages
      WHERE verification_id IS NOT NULL AND verification_id NOT IN (SELECT id FROM demo_verifications)`,
];
