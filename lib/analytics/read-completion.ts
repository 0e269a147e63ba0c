import { z } from "zod";
import { searchPool } from "@/lib/db";
import { NO_CONNECTION } from "@/lib/delivery/counts/verification-contribution";
import type { CountSource } from "./plan-sources";
import { type CompletionCounts, NO_COMPLETION, sumCompletion } from "./rate-counts";
import { activeRateFacets, isOfMessages, type RateFilters } from "./rate-filters";
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
  hasMessage: z.boolean().nullable(),
  outcome: AttemptOutcome,
  n: CountColumn,
});
type Row = z.infer<typeof Row>;

/**
 * By step and by value at once; each attempt counts under the message that the attribution chooses. Those of the period
 * that never got a message count by themselves, in no rate of what only a message has.
 */
export async function readCompletion(
  filters: RateFilters,
  period: RatePeriod,
  source: CountSource,
): Promise<CompletionReading & { completionBy: CompletionOf[]; withoutMessage: CompletionCounts }> {
  const rows = await readRows(filters, period, source);
  const counted = isOfMessages(filters.by) ? rows.filter(({ hasMessage }) => hasMessage) : rows;
  const rowsAt = rowsBy(rows, ({ step }) => step);
  const at = (step: number) => toCounts(rowsAt.get(step) ?? []);
  return {
    before: period.before.map((_, index) => at(index)),
    own: period.own.map((_, index) => at(period.before.length + index)),
    withoutMessage: toCounts(rows.filter(({ hasMessage, isOwn }) => hasMessage === false && isOwn)),
    completionBy: [...rowsBy(counted, ({ value }) => value)].flatMap(([value, of]) => {
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
    ...(activeRateFacets(filters).some(isOfMessages) ? [HAS_MESSAGE] : []),
  ]);
  const text = `
    SELECT step, value, "isOwn", "hasMessage", outcome, sum(count) AS n
      FROM (SELECT width_bucket(bucket_at, ${sql.add(boundaries(period))}::timestamptz[]) - 1 AS step,
                   value, bucket_at >= ${sql.add(wholeOf(period.own).from)} AS "isOwn", "hasMessage",
                   ${ATTEMPT_OUTCOME} AS outcome, count
              FROM (SELECT bucket_at, ${COLUMNS[filters.by]}::text AS value, ${HAS_MESSAGE} AS "hasMessage", state,
                           sum(count) AS count
                      FROM ${sql.source} GROUP BY 1, 2, 3, 4) AS summed) AS counted
     GROUP BY GROUPING SETS ((step, outcome), (value, "isOwn", "hasMessage", outcome))`;
  return z.array(Row).parse((await searchPool().query({ text, values: sql.values })).rows);
}

const HAS_MESSAGE = `connection_id <> '${NO_CONNECTION}'`;

function toCounts(rows: readonly Row[]): CompletionCounts {
  return sumCompletion(rows.map(({ outcome, n }) => ({ ...NO_COMPLETION, [outcome]: n })));
}
