import { z } from "zod";
import { searchPool } from "@/lib/db";
import type { CountSource } from "./plan-sources";
import { type CompletionCounts, NO_COMPLETION, sumCompletion } from "./rate-counts";
import type { RateFilters } from "./rate-filters";
import { boundaries, type RatePeriod, wholeOf } from "./rate-period";
import { ATTEMPT_OUTCOME, AttemptOutcome, COLUMNS, CountColumn, narrowedTo, rollupSql } from "./rollup-sql";
import { rowsBy } from "./rows-by";

/** What became of attempts, in the period and in the one before. */
export type CompletionReading = {
  /** By step of the period. */
  own: CompletionCounts[];
  before: CompletionCounts[];
};
/** The same of one value of the dimension that the filters name. */
export type CompletionOf = { value: string; own: CompletionCounts; before: CompletionCounts };

const Row = z.object({
  step: z.number().int().nullable(),
  value: z.string().nullable(),
  isOwn: z.boolean().nullable(),
  outcome: AttemptOutcome,
  n: CountColumn,
});
type Row = z.infer<typeof Row>;

/** By step and by value at once; each attempt counts under the message that the attribution chooses. */
export async function readCompletion(
  filters: RateFilters,
  period: RatePeriod,
  source: CountSource,
): Promise<CompletionReading & { completionBy: CompletionOf[] }> {
  const rows = await readRows(filters, period, source);
  const rowsAt = rowsBy(rows, ({ step }) => step);
  const at = (step: number) => toCounts(rowsAt.get(step) ?? []);
  return {
    before: period.before.map((_, index) => at(index)),
    own: period.own.map((_, index) => at(period.before.length + index)),
    completionBy: [...rowsBy(rows, ({ value }) => value)].flatMap(([value, of]) => {
      if (value === null) return [];
      const [own, before] = [of.filter(({ isOwn }) => isOwn), of.filter(({ isOwn }) => !isOwn)];
      return [{ value, own: toCounts(own), before: toCounts(before) }];
    }),
  };
}

async function readRows(filters: RateFilters, period: RatePeriod, source: CountSource): Promise<Row[]> {
  const sql = rollupSql("verification", source, (add) => [
    `attribution = ${add(filters.attribution)}`,
    ...narrowedTo(filters)(add),
  ]);
  const own = `bucket_at, ${COLUMNS[filters.by]}, state`;
  const text = `
    SELECT step, value, "isOwn", outcome, sum(count) AS n
      FROM (SELECT width_bucket(bucket_at, ${sql.add(boundaries(period))}::timestamptz[]) - 1 AS step,
                   ${COLUMNS[filters.by]}::text AS value, bucket_at >= ${sql.add(wholeOf(period.own).from)} AS "isOwn",
                   ${ATTEMPT_OUTCOME} AS outcome, count
              FROM (SELECT ${own}, sum(count) AS count FROM ${sql.source} GROUP BY ${own}) AS summed) AS counted
     GROUP BY GROUPING SETS ((step, outcome), (value, "isOwn", outcome))`;
  return z.array(Row).parse((await searchPool().query({ text, values: sql.values })).rows);
}

function toCounts(rows: readonly Row[]): CompletionCounts {
  return sumCompletion(rows.map(({ outcome, n }) => ({ ...NO_COMPLETION, [outcome]: n })));
}
