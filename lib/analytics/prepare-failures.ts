import { failureNote } from "@/lib/delivery/words/failure-notes";
import { formatCount } from "./format-rate";
import type { Rates } from "./get-rates";
import { messagesLink, STATUSES } from "./messages-link";
import { SMALL_SAMPLE } from "./rate";
import { messagesOf, sumDelivery } from "./rate-counts";
import type { RateFilters } from "./rate-filters";
import { wholeOf } from "./rate-period";

/** Why messages failed: counts, with the share of all messages of their time beside that of the period before. */
export function prepareFailures({ failures, delivery, period }: Rates, filters: RateFilters) {
  const most = Math.max(1, ...failures.map(({ own }) => own));
  const all = { own: messagesOf(sumDelivery(delivery.own)), before: messagesOf(sumDelivery(delivery.before)) };
  const rows = failures
    .filter(({ own }) => own > 0)
    .map(({ category, own, before }) => ({
      category,
      label: failureNote(category).label,
      n: formatCount(own),
      width: own / most,
      share: shareText(own, all.own),
      before: shareText(before, all.before),
      href: messagesLink(filters, wholeOf(period.own), { category: [category], status: [...STATUSES.failed] }),
    }));
  const failed = failures.reduce((sum, { own }) => sum + own, 0);
  return { rows, summary: summaryOf(rows, failed, all.own) };
}

function shareText(n: number, of: number): string {
  if (of < SMALL_SAMPLE) return "–";
  const share = (n / of) * 100;
  return `${share > 0 && share < 0.1 ? "< 0.1" : share.toFixed(1)} %`;
}

function summaryOf(rows: readonly { label: string; n: string }[], failed: number, all: number): string {
  const [first] = rows;
  if (!first) return "No message of this time has failed for good.";
  return `${formatCount(failed)} of ${formatCount(all)} messages failed; most often: ${first.label} (${first.n}).`;
}
