import { readPool } from "@/lib/db";
import { CALLBACK_OUTCOMES } from "@/lib/delivery/fold/callback-outcome";

/** What every screen reads: counts and latencies over all slots. */
export async function readCounts(connectionId: string): Promise<unknown> {
  const sums = async (table: string, key: string, latency: string) => {
    const sql = `SELECT ${key}, sum(count)::int AS n${latency} FROM ${table} WHERE connection_id = $1
      GROUP BY ${key} HAVING sum(count) <> 0 ORDER BY ${key}`;
    return (await readPool().query(sql, [connectionId])).rows;
  };
  const latency = ", array_to_string(sum_histograms(latency), ',') AS latency";
  return {
    delivery: await sums("delivery_rollups", "bucket_at, country, template_key, status", latency),
    carriers: await sums("carrier_rollups", "bucket_at, country, carrier, status", ""),
    attempts: await sums("verification_rollups", "attribution, bucket_at, country, state", latency),
  };
}

/** How many callbacks of a connection ended in which way, of the ways that any did; complete once processes have stopped. */
export async function countOutcomes(connectionId: string): Promise<Record<string, number>> {
  const counts = CALLBACK_OUTCOMES.map((outcome) => `coalesce(sum(${outcome}), 0)::int AS ${outcome}`).join(", ");
  const { rows } = await readPool().query<Record<string, number>>(
    `SELECT ${counts} FROM callback_rollups WHERE connection_id = $1`,
    [connectionId],
  );
  return Object.fromEntries(Object.entries(rows[0] ?? {}).filter(([, n]) => n > 0));
}
