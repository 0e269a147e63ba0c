import { readPool } from "@/lib/db";
import { LATENCY_BOUNDS_MS } from "@/lib/delivery/counts/latency-histogram";
import { ATTRIBUTIONS } from "@/lib/delivery/counts/verification-contribution";
import { BLOCK_SQL } from "./counts/note-changes";
import { STORED_CONTRIBUTIONS_SQL } from "./counts/stored-contributions";
import type { LockedMessage } from "./messages/lock-messages";
import { readEvents } from "./messages/refold-messages";
import { type SummedUp, storedSummary } from "./messages/stored-summary";
import type { Transaction } from "./sql/transaction";
import { COUNTED_COLUMNS, type CountedRow, miscounted } from "./verifications/recount-verifications";

/** One thing that is not what it should be. Ids and counts only. */
export type Drift = {
  kind: "summary" | "verifications" | keyof typeof ROLLUP_CHECKS;
  what: string;
};
export type DriftReport = { messages: number; verifications: number; drifts: Drift[] };

const PAGE = 1_000;
const SHOWN = 50;

/**
 * Proves, on what is stored now, that every summary is the fold of its events and every rollup the sum of its
 * messages' contributions, and that every sum that is read in place of rollups is theirs. Reads one snapshot, so
 * that ingest may go on. `connectionId` narrows it.
 */
export async function checkDrift({ connectionId }: { connectionId?: string } = {}): Promise<DriftReport> {
  const client = await readPool().connect();
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const drifts: Drift[] = [];
    const messages = await checkSummaries(client, connectionId ?? null, drifts);
    const verifications = await checkVerifications(client, connectionId ?? null, drifts);
    for (const [kind, text] of Object.entries(ROLLUP_CHECKS)) {
      const bounds = kind === "latency" ? [LATENCY_BOUNDS_MS] : [];
      const { rows } = await client.query<{ what: string }>(text, [connectionId ?? null, ...bounds]);
      drifts.push(...rows.map(({ what }) => ({ kind: kind as Drift["kind"], what })));
    }
    return { messages, verifications, drifts };
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
}

type SummarisedRow = Pick<LockedMessage, "id" | (typeof SUMMARY_FIELDS)[number] | keyof SummedUp>;

async function checkSummaries(client: Transaction, connectionId: string | null, drifts: Drift[]): Promise<number> {
  let [checked, after] = [0, "00000000-0000-0000-0000-000000000000"];
  for (;;) {
    const { rows } = await client.query<SummarisedRow>(NEXT_MESSAGES, [after, connectionId]);
    if (rows.length === 0) return checked;
    const ids = rows.map(({ id }) => id);
    const events = await readEvents(client, ids);
    for (const row of rows) {
      const fold = storedSummary(row, events.get(row.id) ?? []);
      const same = SUMMARY_FIELDS.every((field) => fold[field] === row[field]);
      if (!same && drifts.length < SHOWN) drifts.push({ kind: "summary", what: `message ${row.id}` });
    }
    checked += rows.length;
    after = ids.at(-1) ?? after;
  }
}

async function checkVerifications(client: Transaction, connectionId: string | null, drifts: Drift[]): Promise<number> {
  let [checked, after] = [0, "00000000-0000-0000-0000-000000000000"];
  for (;;) {
    const { rows } = await client.query<CountedRow>(NEXT_VERIFICATIONS, [after, connectionId]);
    if (rows.length === 0) return checked;
    const wrong = await miscounted(client, rows);
    drifts.push(...wrong.slice(0, SHOWN).map(({ id }) => ({ kind: "verifications" as const, what: `attempt ${id}` })));
    checked += rows.length;
    after = rows.at(-1)?.id ?? after;
  }
}

const NEXT_VERIFICATIONS = `
  SELECT ${COUNTED_COLUMNS} FROM verifications v
   WHERE id > $1 AND ($2::uuid IS NULL
         OR EXISTS (SELECT FROM messages m WHERE m.verification_id = v.id AND m.connection_id = $2))
   ORDER BY id LIMIT ${PAGE}`;

const SUMMARY_FIELDS = [
  "status",
  "isFinal",
  "conflicting",
  "partial",
  "errorCode",
  "channel",
  "senderIdentity",
] as const;
const NEXT_MESSAGES = `
  SELECT id, status, is_final AS "isFinal", conflicting, partial, error_code AS "errorCode", channel,
         sender_identity AS "senderIdentity", told_channel AS "toldChannel", told_sender AS "toldSender",
         part_ids AS "partIds" FROM messages
   WHERE id > $1 AND merged_into IS NULL AND ($2::uuid IS NULL OR connection_id = $2) ORDER BY id LIMIT ${PAGE}`;

/** `contribution` (lib/delivery/counts/contribution.ts) in SQL. */
export const COUNTED = `
  SELECT date_bin('15 minutes',
           CASE WHEN sent_at IS NOT NULL THEN sent_at WHEN registered_at IS NOT NULL THEN created_at
                ELSE least(first_event_at, created_at) END, 'epoch'::timestamptz) AS bucket_at,
         connection_id, coalesce(destination_country, '') AS country, channel, coalesce(use_case, '') AS use_case,
         coalesce(template_key, '') AS template_key, coalesce(sender_identity, '') AS sender_identity,
         coalesce(carrier_mcc_mnc, carrier_name, '') AS carrier, coalesce(route, '') AS route,
         registered_at IS NOT NULL AS is_registered, status, is_final, coalesce(failure_category, '') AS failure_category,
         CASE WHEN status = 'delivered' THEN extract(epoch FROM delivered_at - sent_at) * 1000 END AS latency_ms
    FROM messages WHERE merged_into IS NULL AND ($1::uuid IS NULL OR connection_id = $1)`;

export const DELIVERY_KEY = `bucket_at, connection_id, country, channel, use_case, template_key, sender_identity, is_registered,
  status, is_final, failure_category`;
export const ATTEMPT_KEY =
  "attribution, bucket_at, connection_id, country, channel, use_case, template_key, sender_identity, state";
export const CARRIER_KEY = "bucket_at, connection_id, country, carrier, route, is_registered, status, is_final";

/** What messages counted as that are no longer kept is in a slot of its own, below 0. */
const LIVE = "slot >= 0 AND ($1::uuid IS NULL OR connection_id = $1)";

function compare(table: string, key: string): string {
  return `
    WITH counted AS (${COUNTED}),
         truth AS (SELECT ${key}, count(*) AS n FROM counted GROUP BY ${key}),
         stored AS (SELECT ${key}, sum(count) AS n FROM ${table} WHERE ${LIVE} GROUP BY ${key})
    SELECT concat_ws(' ', bucket_at, country, status, 'stored', coalesce(stored.n, 0), 'true', coalesce(truth.n, 0)) AS what
      FROM truth FULL JOIN stored USING (${key})
     WHERE coalesce(truth.n, 0) <> coalesce(stored.n, 0) LIMIT ${SHOWN}`;
}

/**
 * Sums that are read in place of their rollups, live and frozen together. `parts` is what is compared of a row, as an
 * array; `leading` is for the index.
 */
function compareSums(rollups: "delivery" | "verification", key: string, parts: string, leading = ""): string {
  const sumKey = `zone, starts_at, ends_at, ${key.replace("bucket_at, ", "")}`;
  const own = `${leading} n <> 0 AND ($1::uuid IS NULL OR connection_id = $1)`;
  return `
    WITH span AS MATERIALIZED (
           SELECT zone, starts_at, ends_at FROM summed_spans s
            WHERE changes = (SELECT coalesce(sum(n), 0) FROM rollup_changes c
                              WHERE c.block_at > s.starts_at - ${BLOCK_SQL} AND c.block_at < s.ends_at)),
         truth AS (SELECT ${sumKey}, part, sum(n) AS n
                     FROM span JOIN ${rollups}_rollups ON bucket_at >= starts_at AND bucket_at < ends_at,
                          unnest(${parts}) WITH ORDINALITY AS parts (n, part)
                    WHERE ${own} GROUP BY ${sumKey}, part),
         stored AS (SELECT ${sumKey}, part, n FROM span JOIN ${rollups}_sums USING (zone, starts_at, ends_at),
                           unnest(${parts}) WITH ORDINALITY AS parts (n, part)
                     WHERE ${own})
    SELECT concat_ws(' ', zone, starts_at, ends_at, country, 'part', part,
                     'stored', coalesce(stored.n, 0), 'true', coalesce(truth.n, 0)) AS what
      FROM truth FULL JOIN stored USING (${sumKey}, part)
     WHERE coalesce(truth.n, 0) <> coalesce(stored.n, 0) LIMIT ${SHOWN}`;
}

const ROLLUP_CHECKS = {
  delivery_rollups: compare("delivery_rollups", DELIVERY_KEY),
  carrier_rollups: compare("carrier_rollups", CARRIER_KEY),
  verification_rollups: `
    WITH counted AS (${STORED_CONTRIBUTIONS_SQL}),
         truth AS (
           SELECT ${ATTEMPT_KEY}, count(*) AS n, count(bucket) AS timed FROM counted
            WHERE $1::uuid IS NULL OR connection_id = $1 GROUP BY ${ATTEMPT_KEY}),
         stored AS (
           SELECT ${ATTEMPT_KEY}, sum(count) AS n,
                  sum((SELECT coalesce(sum(one), 0) FROM unnest(latency) AS one)) AS timed
             FROM verification_rollups WHERE ${LIVE} GROUP BY ${ATTEMPT_KEY})
    SELECT concat_ws(' ', attribution, bucket_at, state, 'stored', coalesce(stored.n, 0), 'true', coalesce(truth.n, 0)) AS what
      FROM truth FULL JOIN stored USING (${ATTEMPT_KEY})
     WHERE (coalesce(truth.n, 0), coalesce(truth.timed, 0)) <> (coalesce(stored.n, 0), coalesce(stored.timed, 0))
     LIMIT ${SHOWN}`,
  latency: `
    WITH counted AS (${COUNTED}),
         truth AS (SELECT ${DELIVERY_KEY}, width_bucket(latency_ms, $2::numeric[]) AS bucket, count(*) AS n
                     FROM counted WHERE latency_ms IS NOT NULL GROUP BY ${DELIVERY_KEY}, bucket),
         stored AS (SELECT ${DELIVERY_KEY}, (position - 1)::int AS bucket, sum(n) AS n
                      FROM delivery_rollups, unnest(latency) WITH ORDINALITY AS histogram (n, position)
                     WHERE ${LIVE} GROUP BY ${DELIVERY_KEY}, bucket)
    SELECT concat_ws(' ', bucket_at, country, 'bucket', bucket, 'stored', coalesce(stored.n, 0), 'true', coalesce(truth.n, 0)) AS what
      FROM truth FULL JOIN stored USING (${DELIVERY_KEY}, bucket)
     WHERE coalesce(truth.n, 0) <> coalesce(stored.n, 0) LIMIT ${SHOWN}`,
  delivery_sums: compareSums("delivery", DELIVERY_KEY, "count || latency"),
  verification_sums: compareSums(
    "verification",
    ATTEMPT_KEY,
    "ARRAY[count]",
    `attribution IN ('${ATTRIBUTIONS.join("', '")}') AND`,
  ),
} as const;
