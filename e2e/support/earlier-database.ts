import pg from "pg";
import { applyMigrations, readMigrations } from "@/lib/database/migrate";
import { ensurePartitions } from "@/lib/database/partitions";
import { firstIdAt, newId } from "@/lib/ids";

/** Brings a database to where a version with the first `count` migrations alone had it. */
export async function migrateFirst(url: string, count: number): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  const all = await readMigrations();
  try {
    await applyMigrations(pool, { ...all, migrationDirectories: all.migrationDirectories.slice(0, count) });
  } finally {
    await pool.end();
  }
}

/** Rows of the first version's tables that later migrations rewrite, drop or build their indexes over. */
export async function fillFirstTables(url: string, rows: number, now: Date): Promise<void> {
  const [connection, id] = [newId(now), firstIdAt(now).slice(0, 24)];
  const values = {
    $id: `('${id}' || lpad(to_hex(n), 12, '0'))::uuid`,
    $rows: `${rows}`,
    $now: `'${now.toISOString()}'`,
  };
  await onDatabase(url, async (client) => {
    await ensurePartitions(client, now, now);
    for (const insert of INSERTS) {
      const sql = insert.replaceAll("$connection", `'${connection}'`);
      await client.query(Object.entries(values).reduce((text, [name, value]) => text.replaceAll(name, value), sql));
    }
  });
}

/** What two databases have in common: every table's rows as one hash, and how its columns, keys and indexes are defined. */
export async function contentsOf(url: string): Promise<Record<string, string>> {
  return onDatabase(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(TABLES);
    return {
      ...(await hashRows(
        client,
        rows.map(({ name }) => name),
      )),
      ...(await definitions(client)),
    };
  });
}

/** The rows of the filled tables alone, each table as one hash, for a database that is in use. */
export async function filledRowsOf(url: string): Promise<Record<string, string>> {
  return onDatabase(url, (client) => hashRows(client, FILLED));
}

/** How tables, keys and indexes are defined, but for the months that a database happens to have. */
export async function definitionsOf(url: string): Promise<Record<string, string>> {
  const all = Object.entries(await onDatabase(url, definitions));
  return Object.fromEntries(all.filter(([name]) => !/_20\d\d_\d\d/.test(name)));
}

async function hashRows(client: pg.Client, tables: readonly string[]): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const table of tables) hashes[table] = (await client.query<{ hash: string }>(hashOf(table))).rows[0]?.hash ?? "";
  return hashes;
}

async function definitions(client: pg.Client): Promise<Record<string, string>> {
  const { rows } = await client.query<{ name: string; definition: string }>(DEFINITIONS);
  return Object.fromEntries(rows.map(({ name, definition }) => [name, definition]));
}

async function onDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return work(client).finally(() => client.end());
}

const FILLED = `verifications verification_events messages message_events delivery_rollups callback_rollups`.split(" ");

const PLACE = `'connectionId', $connection, 'country', 'GB', 'channel', 'sms', 'useCase', 'login', 'templateKey', '',
  'senderIdentity', '', 'state', 'verified', 'latencyBucket', n % 9, 'bucketAt', '2026-11-01T10:15:00.000Z'`;
const INSERTS = [
  `INSERT INTO verifications (id, external_id, user_ref, crypto_id, state, counted, created_at, updated_at)
   SELECT $id, 'login-' || n, 'user-' || n % 50, gen_random_uuid(), 'verified',
          CASE n % 3 WHEN 0 THEN NULL WHEN 1 THEN '[]' ELSE jsonb_build_array(
            jsonb_build_object('attribution', 'first', ${PLACE}), jsonb_build_object('attribution', 'last', ${PLACE})) END,
          $now, $now FROM generate_series(1, $rows) AS n`,
  `INSERT INTO verification_events (verification_id, event_id, type, at, received_at, channel, body_hash)
   SELECT $id, type, type, $now, $now, 'sms', '\\x00'
     FROM generate_series(1, $rows) AS n, unnest('{requested,verified}'::text[]) AS type`,
  `INSERT INTO messages (id, connection_id, provider, origin, channel, crypto_id, user_ref, destination_country, status,
                         first_event_at, awaits_receipt, verification_id, created_at, updated_at)
   SELECT $id, $connection, 'generic-hmac', 'callback', 'sms', gen_random_uuid(), 'user-' || n % 50, 'GB', 'delivered',
          $now, false, $id, $now, $now FROM generate_series(1, $rows) AS n`,
  `INSERT INTO message_events (message_id, dedupe_key, body_hash, status, raw_status, is_final, said_by, received_at, source)
   SELECT $id, '\\x01', '\\x02', 'delivered', 'delivered', true, 'provider', $now, 'webhook'
     FROM generate_series(1, $rows) AS n`,
  `INSERT INTO delivery_rollups (bucket_at, connection_id, country, channel, use_case, template_key, sender_identity,
                                 is_registered, status, is_final, failure_category, slot, count, latency)
   SELECT '2026-11-01'::timestamptz + n * interval '15 min', $connection, 'GB', 'sms', '', '', '', false, 'delivered', true,
          '', 0, n, '{0,1}' FROM generate_series(1, $rows) AS n`,
  `INSERT INTO callback_rollups (bucket_at, connection_id, outcome, slot, count, lag)
   SELECT '2026-11-01'::timestamptz + n * interval '15 min', $connection, outcome, 0, n, '{2,0,1}'
     FROM generate_series(1, $rows) AS n, unnest('{stored,duplicate,refused}'::text[]) AS outcome`,
];

const TABLES = `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
  WHERE schemaname IN ('public', 'partitions') AND tablename <> '_prisma_migrations'`;
// The time at which a migration ran is its own.
const hashOf = (table: string) => `SELECT md5(string_agg(line, '\n' ORDER BY line)) AS hash
  FROM (SELECT (to_jsonb(t) - '{created_at,updated_at}'::text[])::text AS line FROM ${table} t) AS lines`;
const DEFINITIONS = `
  SELECT indexname AS name, indexdef AS definition FROM pg_indexes WHERE schemaname IN ('public', 'partitions')
   UNION ALL
  SELECT conrelid::regclass || ': ' || conname, pg_get_constraintdef(oid)
    FROM pg_constraint
   WHERE conrelid <> 0 AND connamespace IN ('public'::regnamespace, 'partitions'::regnamespace)
   UNION ALL
  SELECT attrelid::regclass || '.' || attname, format_type(atttypid, atttypmod) || attnotnull
    FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
   WHERE relkind IN ('r', 'p') AND relnamespace IN ('public'::regnamespace, 'partitions'::regnamespace) AND attnum > 0
     AND NOT attisdropped`;
