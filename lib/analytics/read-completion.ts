import { z } from "zod";
import { readPool } from "@/lib/db";
import { type CompletionCounts, NO_COMPLETION, sumCompletion } from "./rate-counts";
import type { RateFilters } from "./rate-filters";
import { boundaries, type RatePeriod, wholeOf } from "./rate-period";
import { ATTEMPT_OUTCOME, AttemptOutcome, COLUMNS, CountColumn, rollupSql } from "./rollup-sql";
import { rowsBy } from "./rows-by";

export type CompletionReading = { own: CompletionCounts[]; before: CompletionCounts[] };

const SeriesRow = z.object({ step: z.number().int(), outcome: AttemptOutcome, n: CountColumn });

/** What became of attempts, by step; each counts under the message that the attribution chooses. */
export async function readCompletion(filters: RateFilters, period: RatePeriod): Promise<CompletionReading> {
  const sql = rollupSql(filters, { from: wholeOf(period.before).from, to: wholeOf(period.own).to });
  const [steps, attribution] = [sql.add(boundaries(period)), sql.add(filters.attribution)];
  const text = `
    SELECT width_bucket(bucket_at, ${steps}::timestamptz[]) - 1 AS step, ${ATTEMPT_OUTCOME} AS outcome, sum(count) AS n
      FROM verification_rollups WHERE attribution = ${attribution} AND ${sql.where} GROUP BY 1, 2`;
  const rows = z.array(SeriesRow).parse((await readPool().query({ text, values: sql.values })).rows);
  const rowsAt = rowsBy(rows, ({ step }) => step);
  const at = (step: number) => toCounts(rowsAt.get(step) ?? []);
  return {
    before: period.before.map((_, index) => at(index)),
    own: period.own.map((_, index) => at(period.before.length + index)),
  };
}

export type CompletionOf = { value: string; own: CompletionCounts; before: CompletionCounts };

const BreakdownRow = SeriesRow.omit({ step: true }).extend({ value: z.string(), isOwn: z.boolean() });

/** The same by value of the dimension that the filters name, for the period and the one before. */
export async function readCompletionBreakdown(filters: RateFilters, period: RatePeriod): Promise<CompletionOf[]> {
  const { from, to } = wholeOf(period.own);
  const sql = rollupSql(filters, { from: wholeOf(period.before).from, to });
  const text = `
    SELECT ${COLUMNS[filters.by]}::text AS value, bucket_at >= ${sql.add(from)} AS "isOwn",
           ${ATTEMPT_OUTCOME} AS outcome, sum(count) AS n
      FROM verification_rollups
     WHERE attribution = ${sql.add(filters.attribution)} AND ${sql.where} GROUP BY 1, 2, 3`;
  const rows = z.array(BreakdownRow).parse((await readPool().query({ text, values: sql.values })).rows);
  return [...rowsBy(rows, ({ value }) => value)].map(([value, of]) => ({
    value,
    own: toCounts(of.filter(({ isOwn }) => isOwn)),
    before: toCounts(of.filter(({ isOwn }) => !isOwn)),
  }));
}

function toCounts(rows: readonly Pick<z.infer<typeof SeriesRow>, "outcome" | "n">[]): CompletionCounts {
  return sumCompletion(rows.map(({ outcome, n }) => ({ ...NO_COMPLETION, [outcome]: n })));
}
