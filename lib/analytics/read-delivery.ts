import { z } from "zod";
import { readPool } from "@/lib/db";
import { byValue } from "./by-value";
import { type DeliveryCounts, NO_DELIVERY, sumDelivery } from "./rate-counts";
import type { RateFilters } from "./rate-filters";
import { boundaries, type RatePeriod, wholeOf } from "./rate-period";
import { COLUMNS, CountColumn, HistogramColumn, OUTCOME, Outcome, rollupSql } from "./rollup-sql";

export type DeliveryReading = {
  /** By step of the period. */
  own: DeliveryCounts[];
  before: DeliveryCounts[];
  /** Messages of the period that the app did not register, counted above or not. */
  unregistered: number;
};

const SeriesRow = z.object({
  step: z.number().int(),
  isRegistered: z.boolean(),
  outcome: Outcome,
  n: CountColumn,
  latency: HistogramColumn,
});

/** What became of the messages that the filters leave, by step. */
export async function readDelivery(filters: RateFilters, period: RatePeriod): Promise<DeliveryReading> {
  const sql = rollupSql(filters, { from: wholeOf(period.before).from, to: wholeOf(period.own).to });
  const steps = sql.add(boundaries(period));
  const text = `
    SELECT width_bucket(bucket_at, ${steps}::timestamptz[]) - 1 AS step, is_registered AS "isRegistered",
           ${OUTCOME} AS outcome, sum(count) AS n, sum_histograms(latency) FILTER (WHERE latency <> '{}') AS latency
      FROM delivery_rollups WHERE ${sql.where} GROUP BY 1, 2, 3`;
  const rows = z.array(SeriesRow).parse((await readPool().query({ text, values: sql.values })).rows);
  const counted = rows.filter(({ isRegistered }) => isRegistered || filters.unregistered);
  const at = (index: number) => toCounts(counted.filter(({ step }) => step === index));
  const first = period.before.length;
  return {
    before: period.before.map((_, index) => at(index)),
    own: period.own.map((_, index) => at(first + index)),
    unregistered: rows
      .filter(({ step, isRegistered }) => step >= first && !isRegistered)
      .reduce((sum, { n }) => sum + n, 0),
  };
}

export type DeliveryOf = { value: string; own: DeliveryCounts; before: DeliveryCounts };

const BreakdownRow = SeriesRow.omit({ step: true, isRegistered: true }).extend({
  value: z.string(),
  isOwn: z.boolean(),
});

/** The same by value of the dimension that the filters name, for the period and the one before. */
export async function readDeliveryBreakdown(filters: RateFilters, period: RatePeriod): Promise<DeliveryOf[]> {
  const { from, to } = wholeOf(period.own);
  const sql = rollupSql(filters, { from: wholeOf(period.before).from, to });
  const text = `
    SELECT ${COLUMNS[filters.by]}::text AS value, bucket_at >= ${sql.add(from)} AS "isOwn", ${OUTCOME} AS outcome,
           sum(count) AS n, sum_histograms(latency) FILTER (WHERE latency <> '{}') AS latency
      FROM delivery_rollups WHERE ${sql.where}${filters.unregistered ? "" : " AND is_registered"} GROUP BY 1, 2, 3`;
  const rows = z.array(BreakdownRow).parse((await readPool().query({ text, values: sql.values })).rows);
  return byValue(rows).map(([value, of]) => ({
    value,
    own: toCounts(of.filter(({ isOwn }) => isOwn)),
    before: toCounts(of.filter(({ isOwn }) => !isOwn)),
  }));
}

type Counted = Pick<z.infer<typeof SeriesRow>, "outcome" | "n" | "latency">;

function toCounts(rows: readonly Counted[]): DeliveryCounts {
  return sumDelivery(rows.map(({ outcome, n, latency }) => ({ ...NO_DELIVERY, [outcome]: n, latency })));
}
