import type { ClientBase } from "pg";
import { closeVerifications } from "@/lib/deadlines/close-verifications";
import { noteMissingReceipts } from "@/lib/deadlines/note-missing-receipts";
import { flushTallies } from "@/lib/ingest/tallies";
import { fillDemo } from "@/lib/simulator/fill-demo";

const SEED_DAYS = 28;
/** After it every receipt is there or missed, and every attempt has ended. */
const SETTLED_MS = 2 * 3_600_000;

export type SeedOptions = { stories: number; now: Date; onProgress(done: number, total: number): void };

/**
 * Tells the simulator's stories of four weeks through the real core, waits (on the stories' clock) until each has
 * come to its end, and keeps the rows that came of it beside the product's tables, to be copied. What fresh callbacks
 * add while ingest is measured is newer than all of it.
 */
export async function plantSeeds(client: ClientBase, { stories, now, onProgress }: SeedOptions): Promise<void> {
  const told = new Date(now.getTime() - SETTLED_MS);
  await fillDemo({ now: told, days: SEED_DAYS, stories, onProgress });
  await noteMissingReceipts(now);
  await closeVerifications(now);
  await flushTallies();
  await client.query(FUNCTIONS);
  for (const table of TABLES) await client.query(table);
  await client.query("INSERT INTO bench.copies VALUES (0, $1)", [told]);
  await client.query("ANALYZE");
}

/** Ids and refs of a copy follow from those of the original, so that every table comes to the same ones. */
const FUNCTIONS = `
  CREATE SCHEMA bench;
  CREATE FUNCTION bench.copied_id(id uuid, copy int, shift_ms bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (lpad(to_hex(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint - shift_ms), 12, '0')
    || overlay(overlay(right(md5(id::text || copy::text), 20) PLACING '7' FROM 1) PLACING '8' FROM 5))::uuid;
  CREATE FUNCTION bench.copied_ref(ref text, id uuid, copy int) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN left(ref, greatest(length(ref) - 12, 0)) || left(md5(id::text || copy::text), 12);
  CREATE FUNCTION bench.chance(id uuid, copy int) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (hashtextextended(id::text, copy) & 9223372036854775807) / 9223372036854775808.0::float8;

  CREATE FUNCTION bench.add_to_histogram(sums bigint[], bucket int, n bigint) RETURNS bigint[]
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
  BEGIN
    IF bucket IS NULL THEN RETURN sums; END IF;
    IF cardinality(sums) <= bucket THEN
      sums := sums || array_fill(0::bigint, ARRAY[bucket + 1 - cardinality(sums)]);
    END IF;
    sums[bucket + 1] := sums[bucket + 1] + n;
    RETURN sums;
  END $$;
  CREATE AGGREGATE bench.histogram(int, bigint) (SFUNC = bench.add_to_histogram, STYPE = bigint[], INITCOND = '{}')`;

/** A story is an attempt with its messages, or a message that belongs to none. */
const TABLES = [
  `CREATE TABLE bench.people (country text, number int, user_ref text NOT NULL, hash bytea NOT NULL,
     hash_key text NOT NULL, ciphertext bytea NOT NULL, crypto_id uuid NOT NULL, masked text NOT NULL,
     PRIMARY KEY (country, number))`,
  "CREATE TABLE bench.seed_messages AS SELECT coalesce(verification_id, id) AS story, m.* FROM messages m",
  `CREATE TABLE bench.seed_verifications AS
     SELECT id AS story, v.*,
            replace(counted::text, ${bucketSeconds("coalesce(requested_at, created_at)")}, '{bucket}') AS counted_text
       FROM verifications v`,
  `CREATE TABLE bench.seed_verification_events AS SELECT verification_id AS story, e.* FROM verification_events e`,
  ...["message_events", "event_payloads", "event_duplicates", "message_refs"].map(
    (table) => `CREATE TABLE bench.seed_${table} AS
      SELECT m.story, t.* FROM ${table} t JOIN bench.seed_messages m ON m.id = t.message_id`,
  ),
  `CREATE TABLE bench.seed_stories AS
     SELECT story, country, (row_number() OVER (ORDER BY md5(story::text)))::int AS number,
            floor(extract(epoch FROM max(started_at) OVER () - started_at) / 86400)::int AS days_ago
       FROM (SELECT story, max(destination_country) AS country, min(created_at) AS started_at
               FROM (SELECT story, destination_country, created_at FROM bench.seed_messages
                     UNION ALL SELECT story, destination_country, created_at FROM bench.seed_verifications) AS told
              GROUP BY story) AS stories`,
  `CREATE TABLE bench.callback_parts (bucket_at timestamptz, connection_id uuid, outcome text, lag int, n bigint)`,
  `CREATE TABLE bench.copies (newest int NOT NULL, told_until timestamptz NOT NULL)`,
];

/** The text of the quarter of an hour that a time is counted in, as attempts keep it. */
export function bucketSeconds(time: string): string {
  return `extract(epoch FROM date_bin('15 minutes', ${time}, 'epoch'))::bigint::text`;
}
