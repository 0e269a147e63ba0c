import { type Histogram, percentile } from "@/lib/delivery/counts/latency-histogram";
import { type Rate, rateOf } from "./rate";

/** What became of messages. `noReceipt`: closed without an answer; `waiting`: no final report yet. */
export type DeliveryCounts = {
  delivered: number;
  failed: number;
  noReceipt: number;
  waiting: number;
  /** Send to reported delivery, of those delivered whose two times are known. */
  latency: Histogram;
};

/** What became of attempts: verified, closed without success, still open. */
export type CompletionCounts = { verified: number; notVerified: number; open: number };

export const NO_DELIVERY: DeliveryCounts = { delivered: 0, failed: 0, noReceipt: 0, waiting: 0, latency: [] };
export const NO_COMPLETION: CompletionCounts = { verified: 0, notVerified: 0, open: 0 };

export function sumDelivery(all: readonly DeliveryCounts[]): DeliveryCounts {
  return all.reduce(
    (sum, one) => ({
      delivered: sum.delivered + one.delivered,
      failed: sum.failed + one.failed,
      noReceipt: sum.noReceipt + one.noReceipt,
      waiting: sum.waiting + one.waiting,
      latency: addHistograms(sum.latency, one.latency),
    }),
    NO_DELIVERY,
  );
}

export function sumCompletion(all: readonly CompletionCounts[]): CompletionCounts {
  return all.reduce(
    (sum, one) => ({
      verified: sum.verified + one.verified,
      notVerified: sum.notVerified + one.notVerified,
      open: sum.open + one.open,
    }),
    NO_COMPLETION,
  );
}

/** Reported delivered, of the messages about which a receipt says something final. */
export function deliveryRate({ delivered, failed }: DeliveryCounts): Rate | null {
  return rateOf(delivered, delivered + failed);
}

/** Verified, of the attempts that have ended. */
export function completionRate({ verified, notVerified }: CompletionCounts): Rate | null {
  return rateOf(verified, verified + notVerified);
}

export function messagesOf({ delivered, failed, noReceipt, waiting }: DeliveryCounts): number {
  return delivered + failed + noReceipt + waiting;
}

export function attemptsOf({ verified, notVerified, open }: CompletionCounts): number {
  return verified + notVerified + open;
}

export type Timing = { timed: number; p50: number | null; p95: number | null; p99: number | null };

/** A tail that rests on less than one case is no tail: each percentile needs enough receipts to stand on. */
export function timingOf({ latency }: Pick<DeliveryCounts, "latency">): Timing {
  const timed = latency.reduce((sum, n) => sum + n, 0);
  const at = (share: number, least: number) => (timed >= least ? percentile(latency, share) : null);
  return { timed, p50: at(0.5, 5), p95: at(0.95, 20), p99: at(0.99, 100) };
}

function addHistograms(a: Histogram, b: Histogram): Histogram {
  if (a.length < b.length) return addHistograms(b, a);
  return a.map((n, bucket) => n + (b[bucket] ?? 0));
}
