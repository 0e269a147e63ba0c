import { formatDuration } from "@/lib/delivery/story/duration";
import { countOf, formatChange, formatCount, formatInterval, formatShare } from "./format-rate";
import type { Rates } from "./get-rates";
import { messagesLink, STATUSES } from "./messages-link";
import { changeOf, type Rate } from "./rate";
import {
  attemptsOf,
  completionRate,
  type DeliveryCounts,
  deliveryRate,
  messagesOf,
  NO_COMPLETION,
  NO_DELIVERY,
  timingOf,
} from "./rate-counts";
import { isOfMessages, type RateFilters, withRateFilters } from "./rate-filters";
import { type Interval, wholeOf } from "./rate-period";

const ROWS_SHOWN = 50;

const PARTS = [
  { key: "delivered", name: "reported delivered", tone: "ok" },
  { key: "failed", name: "failed", tone: "bad" },
  { key: "noReceipt", name: "no receipt", tone: "none" },
  { key: "waiting", name: "still waiting", tone: "wait" },
] as const;

/**
 * One row a value of the dimension, largest first; `more` is how many values have no row. What never got a message has
 * a line of its own.
 */
export function prepareBreakdown(rates: Rates, filters: RateFilters, nameOf: (value: string) => string) {
  const delivery = new Map(rates.deliveryBy.map((one) => [one.value, one]));
  const completion = new Map(rates.completionBy.map((one) => [one.value, one]));
  const counted = [...new Set([...delivery.keys(), ...completion.keys()])]
    .map((value) => ({
      value,
      delivery: delivery.get(value) ?? { own: NO_DELIVERY, before: NO_DELIVERY },
      completion: completion.get(value) ?? { own: NO_COMPLETION, before: NO_COMPLETION },
    }))
    .filter((row) => messagesOf(row.delivery.own) + attemptsOf(row.completion.own) > 0)
    .sort((a, b) => messagesOf(b.delivery.own) - messagesOf(a.delivery.own) || (a.value < b.value ? -1 : 1));
  const interval = wholeOf(rates.period.own);
  return {
    rows: counted.slice(0, ROWS_SHOWN).map((row) => rowOf(row, filters, interval, nameOf(row.value))),
    more: Math.max(0, counted.length - ROWS_SHOWN),
    withoutMessage: withoutMessageText(rates, filters),
  };
}

function withoutMessageText({ withoutMessage }: Rates, { by }: RateFilters): string | null {
  const all = attemptsOf(withoutMessage);
  if (all === 0) return null;
  const { verified, notVerified, open } = withoutMessage;
  const parts = [
    ...(verified > 0 ? [`${formatCount(verified)} verified`] : []),
    ...(notVerified > 0 ? [`${formatCount(notVerified)} ended without success, as those that were blocked`] : []),
    ...(open > 0 ? [`${formatCount(open)} still open`] : []),
  ];
  const where = isOfMessages(by) ? "In no rate above." : "Counted in the rate of their country.";
  return `${countOf(all, "attempt")} never got a message: ${parts.join(", ")}. ${where}`;
}

type Counted = {
  value: string;
  delivery: Pick<Rates["deliveryBy"][number], "own" | "before">;
  completion: Pick<Rates["completionBy"][number], "own" | "before">;
};

function rowOf({ value, delivery, completion }: Counted, filters: RateFilters, interval: Interval, name: string) {
  const delivered = deliveryRate(delivery.own);
  const change = changeOf(delivered, deliveryRate(delivery.before));
  const { p95 } = timingOf(delivery.own);
  const narrowed = { ...filters, [filters.by]: [value] };
  return {
    value,
    name,
    narrowHref: withRateFilters("/analytics", narrowed),
    messagesHref: messagesLink(narrowed, interval),
    messages: formatCount(messagesOf(delivery.own)),
    parts: partsOf(delivery.own, narrowed, interval),
    delivered: rateCell(delivered),
    completed: rateCell(completionRate(completion.own)),
    p95: p95 === null ? null : formatDuration(p95),
    change: change && { text: formatChange(change), tone: toneOf(change) },
    isSmall: delivered?.isSmall ?? true,
  };
}

/** The parts of all messages that have any, widest first in meaning: delivered, failed, no receipt, waiting. */
export function partsOf(counts: DeliveryCounts, filters: RateFilters, interval: Interval) {
  const all = messagesOf(counts);
  return PARTS.filter(({ key }) => counts[key] > 0).map(({ key, name, tone }) => ({
    key,
    tone,
    share: counts[key] / all,
    text: `${formatCount(counts[key])} ${name}`,
    href: messagesLink(filters, interval, { status: [...STATUSES[key]] }),
  }));
}

function rateCell(rate: Rate | null) {
  return (
    rate && {
      share: formatShare(rate),
      interval: formatInterval(rate),
      title: `${formatCount(rate.successes)} of ${formatCount(rate.of)}; the true rate lies within these bounds 95 times of 100`,
      of: formatCount(rate.of),
    }
  );
}

/** Coloured only where chance seldom makes a difference as large. */
export function toneOf({ by, isClear }: { by: number; isClear: boolean }): "ok" | "bad" | "none" {
  if (!isClear) return "none";
  return by < 0 ? "bad" : "ok";
}
