import type { ClientBase } from "pg";
import { bucketSeconds } from "./plant-seeds";

/** The columns that are not the same in a copy, beside its times; `s` is the original, `c` the copy's plan. */
const CHANGED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  messages: {
    id: copiedId("s.id"),
    provider_message_id: copiedRef("s.provider_message_id", "s.id"),
    app_message_id: copiedRef("s.app_message_id", "s.id"),
    verification_id: copiedId("s.verification_id"),
    retry_of: copiedId("s.retry_of"),
    merged_into: copiedId("s.merged_into"),
    ...recipient(),
  },
  message_events: { message_id: copiedId("s.message_id") },
  event_payloads: { message_id: copiedId("s.message_id") },
  event_duplicates: { message_id: copiedId("s.message_id") },
  message_refs: { message_id: copiedId("s.message_id"), ref: copiedRef("s.ref", "s.message_id") },
  verifications: {
    id: copiedId("s.id"),
    external_id: copiedRef("s.external_id", "s.id"),
    counted: `replace(s.counted_text, '{bucket}', ${bucketSeconds("coalesce(s.requested_at, s.created_at) - c.shift")})::jsonb`,
    ...recipient(),
  },
  verification_events: {
    verification_id: copiedId("s.verification_id"),
    message_id: copiedId("s.message_id"),
    message_ref: copiedRef("s.message_ref", "s.message_id"),
  },
};

export const COPIED_TABLES: readonly string[] = Object.keys(CHANGED);

/** What a row of `event_payloads` weighs is bound to be the most of all: older ones have met their retention. */
const ONLY: Readonly<Record<string, string>> = {
  event_payloads: "WHERE s.received_at - c.shift >= now() - interval '7 days'",
};

/** For each table the statement that writes what `planned` says of it, in the order in which it would have come. */
export async function copyStatements(client: ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ table: string; column: string; isTime: boolean }>(COLUMNS, [COPIED_TABLES]);
  return COPIED_TABLES.map((table) => {
    const columns = rows.filter((row) => row.table === table);
    const values = columns.map(
      ({ column, isTime }) => CHANGED[table]?.[column] ?? (isTime ? `s.${column} - c.shift` : `s.${column}`),
    );
    const first = columns.findIndex(({ column }) => /^(id|message_id|verification_id)$/.test(column)) + 1;
    return `INSERT INTO ${table} (${columns.map(({ column }) => column).join(", ")})
      SELECT ${values.join(", ")} FROM bench.seed_${table} s JOIN planned c USING (story)
      ${ONLY[table] ?? ""} ORDER BY ${first}`;
  });
}

function copiedId(id: string): string {
  return `bench.copied_id(${id}, c.copy, c.shift_ms)`;
}

function copiedRef(ref: string, id: string): string {
  return `bench.copied_ref(${ref}, ${id}, c.copy)`;
}

function recipient(): Record<string, string> {
  const known = (value: string) => `CASE WHEN s.recipient_hash IS NOT NULL THEN ${value} END`;
  return {
    recipient_hash: known("c.hash"),
    recipient_hash_key: known("c.hash_key"),
    recipient_ciphertext: known("c.ciphertext"),
    recipient_masked: known("c.masked"),
    crypto_id: "coalesce(c.crypto_id, s.crypto_id)",
    user_ref: "CASE WHEN s.user_ref IS NOT NULL THEN c.user_ref END",
  };
}

const COLUMNS = `
  SELECT attrelid::regclass::text AS "table", attname AS "column", atttypid = 'timestamptz'::regtype AS "isTime"
    FROM pg_attribute
   WHERE attrelid = ANY ($1::text[]::regclass[]) AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
   ORDER BY attrelid, attnum`;
