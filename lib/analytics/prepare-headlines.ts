import { formatDuration } from "@/lib/delivery/story/duration";
import { formatChange, formatCount, formatInterval, formatShare } from "./format-rate";
import type { Rates } from "./get-rates";
import { messagesLink, STATUSES } from "./messages-link";
import { toneOf } from "./prepare-breakdown";
import { changeOf, type Rate } from "./rate";
import { attemptsOf, completionRate, deliveryRate, sumCompletion, sumDelivery, timingOf } from "./rate-counts";
import type { RateFilters } from "./rate-filters";
import { wholeOf } from "./rate-period";

/** The four figures on top: both rates, how long receipts take, and what is in no rate. */
export function prepareHeadlines({ delivery, completion, withoutMessage, period }: Rates, filters: RateFilters) {
  const [own, attempts] = [sumDelivery(delivery.own), sumCompletion(completion.own)];
  const { timed, p50, p95, p99 } = timingOf(own);
  const interval = wholeOf(period.own);
  return {
    delivered: rateFigure(deliveryRate(own), deliveryRate(sumDelivery(delivery.before)), "final"),
    completed: {
      ...rateFigure(completionRate(attempts), completionRate(sumCompletion(completion.before)), "ended attempts"),
      open: formatCount(attempts.open),
      withoutMessage: attemptsOf(withoutMessage) === 0 ? null : formatCount(attemptsOf(withoutMessage)),
    },
    timing: {
      p95: p95 === null ? null : formatDuration(p95),
      notes: [
        ...(p50 === null ? [] : [`p50 ${formatDuration(p50)}`]),
        ...(p99 === null ? [] : [`p99 ${formatDuration(p99)}`]),
        `n ${formatCount(timed)}`,
      ],
    },
    waiting: {
      n: formatCount(own.waiting),
      href: messagesLink(filters, interval, { status: [...STATUSES.waiting] }),
    },
    noReceipt: {
      n: formatCount(own.noReceipt),
      href: messagesLink(filters, interval, { status: [...STATUSES.noReceipt] }),
    },
  };
}

function rateFigure(rate: Rate | null, before: Rate | null, what: string) {
  const change = changeOf(rate, before);
  return {
    share: rate && formatShare(rate),
    notes: rate ? [`n ${formatCount(rate.of)} ${what}`, formatInterval(rate)] : [`n 0 ${what}`],
    title: rate && "The true rate lies within these bounds 95 times of 100",
    isSmall: rate?.isSmall ?? false,
    change: change && { text: `${formatChange(change)} points`, tone: toneOf(change) },
  };
}
