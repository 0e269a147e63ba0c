import { z } from "zod";
import { readPool } from "@/lib/db";
import { FAILURE_CATEGORIES } from "@/lib/delivery/status";
import type { RateFilters } from "./rate-filters";
import { type RatePeriod, wholeOf } from "./rate-period";
import { CountColumn, OUTCOME, rollupSql } from "./rollup-sql";

const FailureRow = z.object({ category: z.enum(FAILURE_CATEGORIES), own: CountColumn, before: CountColumn });

/** Final failures of one category, in the period and in the one before. */
export type FailuresOf = z.infer<typeof FailureRow>;

/** Why messages failed, most frequent first. */
export async function readFailures(filters: RateFilters, period: RatePeriod): Promise<FailuresOf[]> {
  const { from, to } = wholeOf(period.own);
  const sql = rollupSql(filters, { from: wholeOf(period.before).from, to });
  const isOwn = `bucket_at >= ${sql.add(from)}`;
  const text = `
    SELECT coalesce(nullif(failure_category, ''), 'no_reason_given') AS category,
           coalesce(sum(count) FILTER (WHERE ${isOwn}), 0) AS own,
           coalesce(sum(count) FILTER (WHERE NOT ${isOwn}), 0) AS before
      FROM delivery_rollups
     WHERE ${sql.where} AND ${OUTCOME} = 'failed'${filters.unregistered ? "" : " AND is_registered"}
     GROUP BY 1 HAVING sum(count) <> 0 ORDER BY 2 DESC, 3 DESC, 1`;
  return z.array(FailureRow).parse((await readPool().query({ text, values: sql.values })).rows);
}
