import { z } from "zod";
import { searchPool } from "@/lib/db";
import { FAILURE_CATEGORIES } from "@/lib/delivery/fold/status";
import type { CountSource } from "./plan-sources";
import { type DeliveryCounts, NO_DELIVERY, sumDelivery } from "./rate-counts";
import type { RateFilters } from "./rate-filters";
import { boundaries, type RatePeriod, wholeOf } from "./rate-period";
import { COLUMNS, CountColumn, narrowedTo, OUTCOME, Outcome, rollupSql } from "./rollup-sql";
import { rowsBy } from "./rows-by";

/** What became of the messages that the filters leave, in the period and in the one before. */
export type DeliveryReading = {
  /** By step of the period. */
  own: DeliveryCounts[];
  before: DeliveryCounts[];
  /** Messages of the period that the app did not register, counted above or not. */
  unregistered: number;
};
/** The same of one value of the dimension that the filters name. */
export type DeliveryOf = { value: string; own: DeliveryCounts; before: DeliveryCounts };
/** Final failures of one category, in the period and in the one before. */
export type FailuresOf = { category: z.infer<typeof Category>; own: number; before: number };

const Category = z.enum(FAILURE_CATEGORIES);
const Keyed = z.object({
  step: z.number().int().nullable(),
  value: z.string().nullable(),
  isOwn: z.boolean().nullable(),
  isRegistered: z.boolean(),
  n: CountColumn,
});
const Counted = Keyed.extend({ outcome: Outcome.nullable(), category: Category.nullable() });
const Timed = Keyed.extend({ bucket: z.number().int() });
type Counted = z.infer<typeof Counted>;
type Timed = z.infer<typeof Timed>;

/** One look at the counts and one at the durations: by step, by value and by category all at once. */
export async function readDelivery(
  filters: RateFilters,
  period: RatePeriod,
  source: CountSource,
): Promise<DeliveryReading & { deliveryBy: DeliveryOf[]; failures: FailuresOf[] }> {
  const [counts, timings] = await readBoth(filters, period, source);
  const isWanted = ({ isRegistered }: { isRegistered: boolean }) => isRegistered || filters.unregistered;
  const [counted, timed] = [counts.filter(isWanted), timings.filter(isWanted)];
  const countedAt = rowsBy(counted, ({ step }) => step);
  const timedAt = rowsBy(timed, ({ step }) => step);
  const at = (step: number) => toCounts(countedAt.get(step) ?? [], timedAt.get(step) ?? []);
  const first = period.before.length;
  return {
    before: period.before.map((_, index) => at(index)),
    own: period.own.map((_, index) => at(first + index)),
    unregistered: sumOf(counts.filter(({ step, isRegistered }) => step !== null && step >= first && !isRegistered)),
    deliveryBy: byValue(counted, timed),
    failures: byCategory(counted),
  };
}

function byValue(counts: readonly Counted[], timings: readonly Timed[]): DeliveryOf[] {
  const timedOf = rowsBy(timings, ({ value }) => value);
  return [...rowsBy(counts, ({ value }) => value)].flatMap(([value, counted]) => {
    if (value === null) return [];
    const timed = timedOf.get(value) ?? [];
    const of = (own: boolean) =>
      toCounts(
        counted.filter(({ isOwn }) => isOwn === own),
        timed.filter(({ isOwn }) => isOwn === own),
      );
    return [{ value, own: of(true), before: of(false) }];
  });
}

/** Most frequent first. */
function byCategory(counts: readonly Counted[]): FailuresOf[] {
  return [...rowsBy(counts, ({ category }) => category)]
    .flatMap(([category, rows]) => {
      if (category === null) return [];
      const of = (own: boolean) => sumOf(rows.filter(({ isOwn }) => isOwn === own));
      return [{ category, own: of(true), before: of(false) }];
    })
    .filter(({ own, before }) => own !== 0 || before !== 0)
    .sort((a, b) => b.own - a.own || b.before - a.before || (a.category < b.category ? -1 : 1));
}

/**
 * Counts, and durations by bucket: taken apart, a histogram is summed three times as fast as array by array. Rows of
 * what was never delivered have none. Rows are first summed as they are: what they count as is then told of few.
 */
async function readBoth(filters: RateFilters, period: RatePeriod, source: CountSource): Promise<[Counted[], Timed[]]> {
  const sql = rollupSql("delivery", source, narrowedTo(filters));
  const keys = `width_bucket(bucket_at, ${sql.add(boundaries(period))}::timestamptz[]) - 1 AS step,
    ${COLUMNS[filters.by]}::text AS value, bucket_at >= ${sql.add(wholeOf(period.own).from)} AS "isOwn",
    is_registered AS "isRegistered"`;
  const own = `bucket_at, ${COLUMNS[filters.by]}, is_registered`;
  const [counts, timings] = await Promise.all([
    searchPool().query({
      text: `
        SELECT step, value, "isOwn", "isRegistered", outcome, category, sum(count) AS n
          FROM (SELECT ${keys}, ${OUTCOME} AS outcome, count,
                       CASE WHEN ${OUTCOME} = 'failed'
                            THEN coalesce(nullif(failure_category, ''), 'no_reason_given') END AS category
                  FROM (SELECT ${own}, status, is_final, failure_category, sum(count) AS count
                          FROM ${sql.source} GROUP BY ${own}, status, is_final, failure_category) AS summed) AS counted
         GROUP BY GROUPING SETS ((step, "isRegistered", outcome), (value, "isOwn", "isRegistered", outcome),
                                 (category, "isOwn", "isRegistered"))`,
      values: sql.values,
    }),
    searchPool().query({
      text: `
        SELECT step, value, "isOwn", "isRegistered", bucket, sum(n) AS n
          FROM (SELECT ${keys}, (position - 1)::int AS bucket, n
                  FROM (SELECT ${own}, position, sum(n) AS n
                          FROM ${sql.source}, unnest(latency) WITH ORDINALITY AS histogram (n, position)
                         WHERE n <> 0 AND latency <> '{}' GROUP BY ${own}, position) AS summed) AS timed
         GROUP BY GROUPING SETS ((step, "isRegistered", bucket), (value, "isOwn", "isRegistered", bucket))`,
      values: sql.values,
    }),
  ]);
  return [z.array(Counted).parse(counts.rows), z.array(Timed).parse(timings.rows)];
}

function sumOf(rows: readonly { n: number }[]): number {
  return rows.reduce((sum, { n }) => sum + n, 0);
}

function toCounts(counts: readonly Counted[], timings: readonly Timed[]): DeliveryCounts {
  const summed = sumDelivery(
    counts.flatMap(({ outcome, n }) => (outcome === null ? [] : [{ ...NO_DELIVERY, [outcome]: n }])),
  );
  const longest = Math.max(-1, ...timings.map(({ bucket }) => bucket));
  const latency = Array.from({ length: longest + 1 }, () => 0);
  for (const { bucket, n } of timings) latency[bucket] = (latency[bucket] ?? 0) + n;
  return { ...summed, latency };
}
