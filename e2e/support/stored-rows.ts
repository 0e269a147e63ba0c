import { ingestPool } from "@/lib/ledger/sql/pool";
import type { TestConnection } from "./receipts";

// Tests see rows as they are stored, under the names of the columns.
export type Row = Record<string, unknown> & { id: string; message_id: string };

export async function messagesOf(connection: TestConnection): Promise<Row[]> {
  const { rows } = await ingestPool().query("SELECT * FROM messages WHERE connection_id = $1 ORDER BY id", [
    connection.id,
  ]);
  return rows;
}

export async function eventsOf(connection: TestConnection): Promise<Row[]> {
  const { rows } = await ingestPool().query(
    `SELECT e.* FROM message_events e JOIN messages m ON m.id = e.message_id
      WHERE m.connection_id = $1 ORDER BY e.message_id, e.received_at, e.dedupe_key`,
    [connection.id],
  );
  return rows;
}

export async function reviewOf(connection: TestConnection): Promise<Row[]> {
  const { rows } = await ingestPool().query(
    "SELECT * FROM review_items WHERE connection_id = $1 ORDER BY kind, group_key",
    [connection.id],
  );
  return rows;
}

export async function countStored(table: string, connection: TestConnection): Promise<number> {
  const { rows } = await ingestPool().query(
    `SELECT count(*)::int AS n FROM ${table} t JOIN messages m ON m.id = t.message_id WHERE m.connection_id = $1`,
    [connection.id],
  );
  return rows[0].n;
}
