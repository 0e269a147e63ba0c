import type pg from "pg";
import { LATENCY_BOUNDS_MS } from "@/lib/delivery/counts/latency-histogram";
import { CALLBACK_OUTCOMES } from "@/lib/delivery/fold/callback-outcome";
import { ATTEMPT_KEY, CARRIER_KEY, COUNTED, DELIVERY_KEY } from "@/lib/ledger/check-drift";
import { noteChangesOf } from "@/lib/ledger/counts/note-changes";
import { STORED_CONTRIBUTIONS_SQL } from "@/lib/ledger/counts/stored-contributions";
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

/** Adds the copies' callbacks to those that were counted as they came (they are sums of no table), in one slot as all. */
export async function addCallbackParts(client: pg.ClientBase): Promise<void> {
  await client.query(CALLBACKS);
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
  CREATE TEMP TABLE counted AS
  SELECT bucket_at, connection_id, 0 AS slot, ${sums(CALLBACK_OUTCOMES)}, sum_histograms(lag) AS lag
    FROM (SELECT bucket_at, connection_id, ${CALLBACK_OUTCOMES.join(", ")}, lag FROM callback_rollups
          UNION ALL
          SELECT bucket_at, connection_id, ${CALLBACK_OUTCOMES.map(ofOutcome).join(", ")}, bench.histogram(lag, n)
            FROM bench.callback_parts GROUP BY bucket_at, connection_id, outcome) AS parts
   GROUP BY bucket_at, connection_id;
  TRUNCATE callback_rollups, bench.callback_parts;
  INSERT INTO callback_rollups (bucket_at, connection_id, slot, ${CALLBACK_OUTCOMES.join(", ")}, lag)
  SELECT * FROM counted ORDER BY bucket_at;
  DROP TABLE counted`;

function sums(columns: readonly string[]): string {
  return columns.map((column) => `sum(${column}) AS ${column}`).join(", ");
}

function ofOutcome(outcome: string): string {
  return `coalesce(sum(n) FILTER (WHERE outcome = '${outcome}'), 0)`;
}
