import { formatDuration } from "@/lib/delivery/story/duration";
import { countOf, formatCount } from "./format-rate";
import type { Rates } from "./get-rates";
import { isMaturing, maturingSpan } from "./maturing";
import { messagesLink, TIMED } from "./messages-link";
import { middleOf } from "./prepare-rate-chart";
import { sumDelivery, timingOf } from "./rate-counts";
import type { RateFilters } from "./rate-filters";
import { wholeOf } from "./rate-period";
import { stepLabel, timeTicks } from "./step-labels";

/** Time from send to reported delivery, middle and tail, as the chart draws it. */
export function prepareLatencyChart({ period, delivery, maturesAt }: Rates, filters: RateFilters) {
  const points = period.own.map((step, index) => {
    const { timed, p50, p95 } = timingOf(delivery.own[index] ?? sumDelivery([]));
    const maturing = isMaturing(step, maturesAt);
    return {
      at: middleOf(step),
      label: stepLabel(step, period.step, period.zone),
      href: messagesLink(filters, step, TIMED),
      values: { first: p95, second: p50 },
      bands: {},
      isSmall: p95 === null,
      notes: [
        `p95: ${durationText(p95)}`,
        `p50: ${durationText(p50)}`,
        `${countOf(timed, "receipt")} timed`,
        ...(maturing ? ["Still maturing: slow receipts may yet come"] : []),
      ],
      cells: [durationText(p95), durationText(p50), formatCount(timed)],
      mark: maturing ? "maturing" : p95 === null ? "too few for p95" : null,
    };
  });
  const { from, to } = wholeOf(period.own);
  return {
    title: "Time to receipt",
    summary: summaryOf(timingOf(sumDelivery(delivery.own))),
    span: { from: from.getTime(), to: to.getTime() },
    xTicks: timeTicks(period.own, period.step, period.zone),
    ...durationAxis(points.flatMap(({ values }) => Object.values(values))),
    maturing: maturingSpan(period.own, maturesAt),
    series: [
      { key: "first", name: "p95" },
      { key: "second", name: "p50" },
    ] as const,
    points,
    columns: ["p95", "p50", "Receipts timed"],
  };
}

const STRIDES_MS = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 86_400].map((s) => s * 1000);

/** From zero to a round duration above the longest; five lines at most. */
export function durationAxis(values: readonly (number | null)[]) {
  const longest = Math.max(1_000, ...values.filter((value) => value !== null));
  const stride = STRIDES_MS.find((each) => longest / each <= 4) ?? 5 * 86_400_000;
  const strides = Math.ceil(longest / stride);
  const yTicks = Array.from({ length: strides + 1 }, (_, n) => ({
    at: n * stride,
    label: n === 0 ? "0" : formatDuration(n * stride),
  }));
  return { yTicks, domain: { low: 0, high: strides * stride } };
}

function durationText(ms: number | null): string {
  return ms === null ? "too few to say" : formatDuration(ms);
}

function summaryOf({ timed, p50, p95 }: ReturnType<typeof timingOf>): string {
  if (p50 === null) return `${countOf(timed, "receipt")} timed: too few to say how long receipts take.`;
  const tail = p95 === null ? "" : `, 95 of 100 within ${formatDuration(p95)}`;
  return `Half of ${countOf(timed, "timed receipt")} came within ${formatDuration(p50)}${tail}. Read off buckets: exact to a fifth.`;
}
