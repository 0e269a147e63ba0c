import type pg from "pg";
import { LATENCY_BOUNDS_MS } from "@/lib/delivery/latency-histogram";
import { ATTEMPT_KEY, CARRIER_KEY, COUNTED, DELIVERY_KEY } from "@/lib/ingest/check-drift";
import { noteChangesOf } from "@/lib/ingest/note-changes";
import { STORED_CONTRIBUTIONS_SQL } from "@/lib/ingest/stored-contributions";
import { workInLanes } from "@/lib/simulator/work-in-lanes";

export const ROLLUP_TABLES = [
  "delivery_rollups",
  "carrier_rollups",
  "verification_rollups",
  "callback_rollups",
] as const;

/** Sums what the tables hold now, anew, in the order of time as rows would have come. */
export async function sumRollups(pool: pg.Pool): Promise<void> {
  await pool.query("TRUNCATE delivery_rollups, carrier_rollups, verification_rollups");
  await pool.query("TRUNCATE delivery_sums, verification_sums, summed_spans");
  const statements = [
    { text: VERIFICATIONS, values: [] },
    { text: DELIVERY, values: [null, LATENCY_BOUNDS_MS] },
    { text: CARRIER, values: [null] },
  ];
  await workInLanes(statements, 2, async (statement) => {
    await pool.query(statement);
  });
  for (const rollups of ["verification", "delivery"] as const) await pool.query(noteChangesOf(rollups));
}

/** Adds the copies' callbacks to those that were counted as they came: they are sums of no table. */
export async function addCallbackParts(client: pg.ClientBase): Promise<void> {
  await client.query(CALLBACKS);
  await client.query("TRUNCATE bench.callback_parts");
}

const DELIVERY = `
  INSERT INTO delivery_rollups (${DELIVERY_KEY}, slot, count, latency)
  SELECT ${DELIVERY_KEY}, 0, sum(n), bench.histogram(bucket, n)
    FROM (SELECT ${DELIVERY_KEY}, width_bucket(latency_ms, $2::numeric[]) AS bucket, count(*) AS n
            FROM (${COUNTED}) AS counted GROUP BY ${DELIVERY_KEY}, bucket) AS parts
   GROUP BY ${DELIVERY_KEY} ORDER BY bucket_at`;

const CARRIER = `
  INSERT INTO carrier_rollups (${CARRIER_KEY}, slot, count)
  SELECT ${CARRIER_KEY}, 0, count(*) FROM (${COUNTED}) AS counted GROUP BY ${CARRIER_KEY}
   ORDER BY bucket_at`;

const VERIFICATIONS = `
  INSERT INTO verification_rollups (${ATTEMPT_KEY}, slot, count, latency)
  SELECT ${ATTEMPT_KEY}, 0, sum(n), bench.histogram(bucket, n)
    FROM (SELECT ${ATTEMPT_KEY}, bucket, count(*) AS n
            FROM (${STORED_CONTRIBUTIONS_SQL}) AS counted
           GROUP BY ${ATTEMPT_KEY}, bucket) AS parts
   GROUP BY ${ATTEMPT_KEY} ORDER BY bucket_at`;

const CALLBACKS = `
  INSERT INTO callback_rollups (bucket_at, connection_id, slot, stored, duplicate, unknown_status, lag)
  SELECT bucket_at, connection_id, 0, sum(stored), sum(duplicate), sum(unknown_status), bench.histogram(lag, n)
    FROM (SELECT bucket_at, connection_id, lag, sum(n)::bigint AS n,
                 coalesce(sum(n) FILTER (WHERE outcome = 'stored'), 0) AS stored,
                 coalesce(sum(n) FILTER (WHERE outcome = 'duplicate'), 0) AS duplicate,
                 coalesce(sum(n) FILTER (WHERE outcome = 'unknown_status'), 0) AS unknown_status
            FROM bench.callback_parts GROUP BY bucket_at, connection_id, lag) AS parts
   GROUP BY bucket_at, connection_id ORDER BY bucket_at
  ON CONFLICT (bucket_at, connection_id, slot) DO UPDATE
    SET stored = callback_rollups.stored + excluded.stored,
        duplicate = callback_rollups.duplicate + excluded.duplicate,
        unknown_status = callback_rollups.unknown_status + excluded.unknown_status,
        lag = add_histograms(callback_rollups.lag, excluded.lag)`;
