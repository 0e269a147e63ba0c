import { readPool } from "@/lib/db";

/** The provider's ids of the messages that a connection has, each once for every event. */
export async function storedReferences(connectionId: string): Promise<string[]> {
  const { rows } = await readPool().query<{ ref: string }>(
    `SELECT m.provider_message_id AS ref FROM messages m JOIN message_events e ON e.message_id = m.id
      WHERE m.connection_id = $1 AND m.merged_into IS NULL`,
    [connectionId],
  );
  return rows.map(({ ref }) => ref).sort();
}

type Row = Record<string, unknown>;

/** What is stored of a connection, without what differs by nature: ids, seals, times and the order of arrival. */
export async function comparableRows(connectionId: string): Promise<Record<"messages" | "events" | "review", Row[]>> {
  const [messages, events, review] = await Promise.all(
    [MESSAGES, EVENTS, REVIEW].map(async (statement) => (await readPool().query<Row>(statement, [connectionId])).rows),
  );
  return { messages: messages ?? [], events: events ?? [], review: review ?? [] };
}

const MESSAGES = `
  SELECT provider_message_id, status, is_final, conflicting, partial, error_code, failure_category, recipient_masked
    FROM messages WHERE connection_id = $1 AND merged_into IS NULL ORDER BY 1`;
const EVENTS = `
  SELECT m.provider_message_id, encode(e.dedupe_key, 'hex') AS key, e.status, e.raw_status, e.error_code,
         e.duplicate_count, e.differs,
         (SELECT count(*)::int FROM event_payloads p
           WHERE p.message_id = e.message_id AND p.dedupe_key = e.dedupe_key) AS bodies,
         (SELECT count(*)::int FROM event_duplicates d
           WHERE d.message_id = e.message_id AND d.dedupe_key = e.dedupe_key) AS further
    FROM message_events e JOIN messages m ON m.id = e.message_id WHERE m.connection_id = $1 ORDER BY 1, 2`;
const REVIEW = `
  SELECT group_key, count FROM review_items WHERE connection_id = $1 AND kind = 'unknown_status' ORDER BY 1`;
