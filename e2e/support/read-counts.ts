import { readPool } from "@/lib/db";

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

/** How many callbacks ended in which way. */
export async function outcomesOf(connectionId: string): Promise<Record<string, number>> {
  const sql = "SELECT outcome, sum(count)::int AS n FROM callback_rollups WHERE connection_id = $1 GROUP BY outcome";
  const { rows } = await readPool().query<{ outcome: string; n: number }>(sql, [connectionId]);
  return Object.fromEntries(rows.map(({ outcome, n }) => [outcome, n]));
}
