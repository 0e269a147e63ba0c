import { readPool } from "@/lib/db";
import { ATTRIBUTIONS } from "@/lib/delivery/counts/verification-contribution";
import { inTransaction } from "@/lib/ledger/sql/transaction";
import type { Interval } from "../rate-period";
import { overlaps } from "./closed-spans";

/**
 * Sums one span from the rollups, in place of what was summed before, and notes at how many changes: all from one
 * snapshot. Whoever sums the same span meanwhile makes this start again, and find it done. False where it is.
 */
export function sumSpan(zone: string, { from, to }: Interval): Promise<boolean> {
  return inTransaction(async (tx) => {
    await tx.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    const { rowCount } = await tx.query(NOTE, [zone, from, to]);
    if (rowCount === 0) return false;
    for (const sums of [DELIVERY, VERIFICATIONS]) await tx.query(sums, [zone, from, to]);
    return true;
  }, readPool());
}

const CHANGES = `(SELECT coalesce(sum(n), 0) FROM rollup_changes c WHERE ${overlaps("$2::timestamptz", "$3::timestamptz")})`;
/** First, so that two who sum the same span meet here and not among its rows. */
const NOTE = `
  INSERT INTO summed_spans (zone, starts_at, ends_at, changes, summed_at) VALUES ($1, $2, $3, ${CHANGES}, now())
  ON CONFLICT (zone, starts_at, ends_at) DO UPDATE SET changes = excluded.changes, summed_at = excluded.summed_at
  WHERE summed_spans.changes <> excluded.changes`;

// The country comes first: rows are written in this order, so that those of one country lie together in a span.
const DIMENSIONS = "country, connection_id, channel, use_case, template_key, sender_identity";
// Most rows have no histogram, and adding arrays is what takes the time.
const HISTOGRAM = "sum_histograms(latency) FILTER (WHERE latency <> '{}')";
const DELIVERY = replaceSums("delivery", {
  key: `${DIMENSIONS}, is_registered, status, is_final, failure_category`,
  sums: { count: "sum(count)::bigint", latency: `coalesce(${HISTOGRAM}, '{}')` },
  isCounted: `sum(count) <> 0 OR 0 <> ANY (${HISTOGRAM})`,
});
const VERIFICATIONS = replaceSums("verification", {
  key: `attribution, ${DIMENSIONS}, state`,
  sums: { count: "sum(count)::bigint" },
  isCounted: "sum(count) <> 0",
  // Lets keys find a span behind another column.
  leading: `attribution IN ('${ATTRIBUTIONS.join("', '")}') AND`,
});

type Summing = { key: string; sums: Readonly<Record<string, string>>; isCounted: string; leading?: string };

/** Rows whose sums are as they were stay as they are. */
function replaceSums(rollups: string, { key, sums, isCounted, leading = "" }: Summing): string {
  const stored = `${rollups}_sums`;
  const columns = Object.keys(sums);
  const list = (of: string) => columns.map((column) => `${of}.${column}`).join(", ");
  return `
    WITH sums AS MATERIALIZED (
           SELECT ${key}, ${columns.map((column) => `${sums[column]} AS ${column}`).join(", ")}
             FROM ${rollups}_rollups WHERE ${leading} bucket_at >= $2 AND bucket_at < $3
            GROUP BY ${key} HAVING ${isCounted}),
         gone AS (
           DELETE FROM ${stored} WHERE zone = $1 AND ${leading} starts_at = $2 AND ends_at = $3
              AND (${key}) NOT IN (SELECT ${key} FROM sums))
    INSERT INTO ${stored} (zone, starts_at, ends_at, ${key}, ${columns.join(", ")})
    SELECT $1, $2, $3, ${key}, ${columns.join(", ")} FROM sums ORDER BY ${key}
    ON CONFLICT (zone, starts_at, ends_at, ${key}) DO UPDATE
      SET ${columns.map((column) => `${column} = excluded.${column}`).join(", ")}
    WHERE (${list(stored)}) IS DISTINCT FROM (${list("excluded")})`;
}
