import { countOf, formatChange, formatCount, formatInterval, formatShare } from "./format-rate";
import type { Rates } from "./get-rates";
import { isMaturing, maturingSpan } from "./maturing";
import { messagesLink } from "./messages-link";
import { changeOf, type Rate } from "./rate";
import { completionRate, deliveryRate, NO_COMPLETION, NO_DELIVERY, sumCompletion, sumDelivery } from "./rate-counts";
import type { RateFilters, Step } from "./rate-filters";
import { type Interval, wholeOf } from "./rate-period";
import { stepLabel, timeTicks } from "./step-labels";

const STEP_NAMES: Readonly<Record<Step, string>> = { quarter: "15 minutes", hour: "hour", day: "day" };

/** Delivery and completion rate over time, with the delivery rate of the period before, as the chart draws it. */
export function prepareRateChart(rates: Rates, filters: RateFilters) {
  const { period, maturesAt } = rates;
  const measured = period.own.map((step, index) => measure(rates, step, index));
  const points = measured.map((one) => point(one, rates, filters));
  const hasBefore = points.some(({ values }) => values.before !== null);
  const { from, to } = wholeOf(period.own);
  return {
    title: `Reported delivered and completed, by ${STEP_NAMES[period.step]}`,
    summary: summaryOf(rates),
    span: { from: from.getTime(), to: to.getTime() },
    xTicks: timeTicks(period.own, period.step, period.zone),
    ...shareAxis(sharesToShow(measured.flatMap(({ first, second, before }) => [first, second, before]))),
    maturing: maturingSpan(period.own, maturesAt),
    series: [
      { key: "first" as const, name: "reported delivered" },
      { key: "second" as const, name: "completed" },
      ...(hasBefore ? [{ key: "before" as const, name: "delivered, period before" }] : []),
    ],
    points,
    columns: ["Reported delivered", "of final", "Still waiting", "No receipt", "Completed", "of ended attempts"],
  };
}

type Measured = ReturnType<typeof measure>;

function measure({ delivery, completion }: Rates, step: Interval, index: number) {
  const counts = delivery.own[index] ?? NO_DELIVERY;
  return {
    step,
    counts,
    first: deliveryRate(counts),
    second: completionRate(completion.own[index] ?? NO_COMPLETION),
    before: deliveryRate(delivery.before[index] ?? NO_DELIVERY),
  };
}

function point({ step, counts, first, second, before }: Measured, { period, maturesAt }: Rates, filters: RateFilters) {
  const maturing = isMaturing(step, maturesAt);
  return {
    at: middleOf(step),
    label: stepLabel(step, period.step, period.zone),
    href: messagesLink(filters, step),
    values: { first: first?.share ?? null, second: second?.share ?? null, before: before?.share ?? null },
    bands: { first: bandOf(first), second: bandOf(second) },
    isSmall: first?.isSmall ?? true,
    notes: [
      `Reported delivered: ${rateText(first)}`,
      `Completed: ${rateText(second)}`,
      `Still waiting: ${formatCount(counts.waiting)} · no receipt: ${formatCount(counts.noReceipt)}`,
      ...(before ? [`Delivered in the period before: ${rateText(before)}`] : []),
      ...(maturing ? ["Still maturing: receipts may come, attempts may end"] : []),
    ],
    cells: [
      first ? `${formatShare(first)} (${formatInterval(first)})` : "–",
      formatCount(first?.of ?? 0),
      formatCount(counts.waiting),
      formatCount(counts.noReceipt),
      second ? `${formatShare(second)} (${formatInterval(second)})` : "–",
      formatCount(second?.of ?? 0),
    ],
    mark: maturing ? "maturing" : first?.isSmall ? "small sample" : null,
  };
}

export function middleOf({ from, to }: Interval): number {
  return (from.getTime() + to.getTime()) / 2;
}

/** `94.2 % of 1,204 (92.8 to 95.4 %)`. */
function rateText(rate: Rate | null): string {
  if (!rate) return "nothing to count";
  const small = rate.isSmall ? ", small sample" : "";
  return `${formatShare(rate)} of ${formatCount(rate.of)} (${formatInterval(rate)}${small})`;
}

function bandOf(rate: Rate | null): [low: number, high: number] | null {
  return rate && [rate.low, rate.high];
}

/**
 * What the axis has to hold: three failures of three must not flatten a line that rests on thousands. Where most
 * points are as small, all of them.
 */
function sharesToShow(all: readonly (Rate | null)[]): number[] {
  const rates = all.filter((rate) => rate !== null);
  const weighty = rates.filter(({ of }) => of >= WEIGHTY);
  return (weighty.length * 2 >= rates.length ? weighty : rates).map(({ share }) => share);
}
const WEIGHTY = 20;

/** From a round share below the lowest up to all; room for five lines at most. */
export function shareAxis(shares: readonly number[]) {
  const lowest = Math.min(0.9, ...shares);
  const stride = [0.05, 0.1, 0.2, 0.25].find((each) => (1 - lowest) / each <= 4) ?? 0.25;
  const strides = Math.ceil((1 - lowest) / stride - 1e-9);
  const yTicks = Array.from({ length: strides + 1 }, (_, n) => {
    const value = Math.max(0, 1 - (strides - n) * stride);
    return { at: value, label: `${Math.round(value * 100)} %` };
  });
  // A little above all, so that what lies on the line is seen whole.
  return { yTicks, domain: { low: yTicks[0]?.at ?? 0, high: 1 + stride / 10 } };
}

function summaryOf({ delivery, completion, period }: Rates): string {
  const [own, before] = [deliveryRate(sumDelivery(delivery.own)), deliveryRate(sumDelivery(delivery.before))];
  const completed = completionRate(sumCompletion(completion.own));
  if (!own && !completed) return "Nothing in this time has a final report yet.";
  const change = changeOf(own, before);
  const versus = change ? `, ${formatChange(change)} points against the period before` : "";
  const delivered = own
    ? `${formatShare(own)} of ${countOf(own.of, "message")} with a final receipt were reported delivered${versus}.`
    : "No message has a final receipt yet.";
  const ended = completed
    ? ` ${formatShare(completed)} of ${countOf(completed.of, "ended attempt")} were verified.`
    : " No attempt has ended yet.";
  return `${delivered}${ended}${lowestText(delivery.own.map(deliveryRate), period)}`;
}

function lowestText(rates: readonly (Rate | null)[], { own, step, zone }: Rates["period"]): string {
  const large = rates.flatMap((rate, index) => (rate && !rate.isSmall ? [{ rate, step: own[index] }] : []));
  const [lowest] = large.sort((a, b) => a.rate.share - b.rate.share);
  if (!lowest?.step || large.length < 2) return "";
  return ` Lowest: ${formatShare(lowest.rate)} at ${stepLabel(lowest.step, step, zone)}.`;
}
