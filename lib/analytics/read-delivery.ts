import { z } from "zod";
import { readPool } from "@/lib/db";
import { type DeliveryCounts, NO_DELIVERY, sumDelivery } from "./rate-counts";
import type { RateFilters } from "./rate-filters";
import { boundaries, type RatePeriod, wholeOf } from "./rate-period";
import { COLUMNS, CountColumn, OUTCOME, Outcome, rollupSql } from "./rollup-sql";
import { rowsBy } from "./rows-by";

export type DeliveryReading = {
  /** By step of the period. */
  own: DeliveryCounts[];
  before: DeliveryCounts[];
  /** Messages of the period that the app did not register, counted above or not. */
  unregistered: number;
};

const StepKey = z.object({ step: z.number().int(), isRegistered: z.boolean() });
const Counted = z.object({ outcome: Outcome, n: CountColumn });
const Timed = z.object({ bucket: z.number().int(), n: CountColumn });

/** What became of the messages that the filters leave, by step. */
export async function readDelivery(filters: RateFilters, period: RatePeriod): Promise<DeliveryReading> {
  const sql = rollupSql(filters, { from: wholeOf(period.before).from, to: wholeOf(period.own).to });
  const key = `width_bucket(bucket_at, ${sql.add(boundaries(period))}::timestamptz[]) - 1 AS step,
    is_registered AS "isRegistered"`;
  const [counts, timings] = await readBoth({ key, where: sql.where, values: sql.values }, StepKey);
  const isWanted = ({ isRegistered }: z.infer<typeof StepKey>) => isRegistered || filters.unregistered;
  const [countsAt, timingsAt] = [
    rowsBy(counts.filter(isWanted), ({ step }) => step),
    rowsBy(timings.filter(isWanted), ({ step }) => step),
  ];
  const at = (step: number) => toCounts(countsAt.get(step) ?? [], timingsAt.get(step) ?? []);
  const first = period.before.length;
  return {
    before: period.before.map((_, index) => at(index)),
    own: period.own.map((_, index) => at(first + index)),
    unregistered: counts
      .filter(({ step, isRegistered }) => step >= first && !isRegistered)
      .reduce((sum, { n }) => sum + n, 0),
  };
}

export type DeliveryOf = { value: string; own: DeliveryCounts; before: DeliveryCounts };

const ValueKey = z.object({ value: z.string(), isOwn: z.boolean() });

/** The same by value of the dimension that the filters name, for the period and the one before. */
export async function readDeliveryBreakdown(filters: RateFilters, period: RatePeriod): Promise<DeliveryOf[]> {
  const { from, to } = wholeOf(period.own);
  const sql = rollupSql(filters, { from: wholeOf(period.before).from, to });
  const key = `${COLUMNS[filters.by]}::text AS value, bucket_at >= ${sql.add(from)} AS "isOwn"`;
  const where = `${sql.where}${filters.unregistered ? "" : " AND is_registered"}`;
  const [counts, timings] = await readBoth({ key, where, values: sql.values }, ValueKey);
  const timingsOf = rowsBy(timings, ({ value }) => value);
  return [...rowsBy(counts, ({ value }) => value)].map(([value, rows]) => {
    const timed = timingsOf.get(value) ?? [];
    return {
      value,
      own: toCounts(
        rows.filter(({ isOwn }) => isOwn),
        timed.filter(({ isOwn }) => isOwn),
      ),
      before: toCounts(
        rows.filter(({ isOwn }) => !isOwn),
        timed.filter(({ isOwn }) => !isOwn),
      ),
    };
  });
}

/** `key` names two columns. */
type Query = { key: string; where: string; values: unknown[] };

/** Counts, and durations by bucket: taken apart, a histogram is summed three times as fast as array by array. */
async function readBoth<K extends z.ZodObject>({ key, where, values }: Query, Key: K) {
  const [counts, timings] = await Promise.all([
    readPool().query({
      text: `SELECT ${key}, ${OUTCOME} AS outcome, sum(count) AS n
               FROM delivery_rollups WHERE ${where} GROUP BY 1, 2, 3`,
      values,
    }),
    readPool().query({
      text: `SELECT ${key}, (position - 1)::int AS bucket, sum(n) AS n
               FROM delivery_rollups, unnest(latency) WITH ORDINALITY AS histogram (n, position)
              WHERE ${where} AND n <> 0 GROUP BY 1, 2, 3`,
      values,
    }),
  ]);
  return [z.array(Key.and(Counted)).parse(counts.rows), z.array(Key.and(Timed)).parse(timings.rows)] as const;
}

function toCounts(
  counts: readonly z.infer<typeof Counted>[],
  timings: readonly z.infer<typeof Timed>[],
): DeliveryCounts {
  const summed = sumDelivery(counts.map(({ outcome, n }) => ({ ...NO_DELIVERY, [outcome]: n })));
  const longest = Math.max(-1, ...timings.map(({ bucket }) => bucket));
  const latency = Array.from({ length: longest + 1 }, () => 0);
  for (const { bucket, n } of timings) latency[bucket] = (latency[bucket] ?? 0) + n;
  return { ...summed, latency };
}
