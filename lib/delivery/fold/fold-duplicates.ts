import type { DeliveryEvent } from "./delivery-event";

/** One arrival of a report: the event, and the hash of the bytes that brought it. */
export type Arrival = DeliveryEvent & { bodyHash: string };

/**
 * Two arrivals under one dedupe key as one event. Commutative and associative, so that batches, processes and
 * merges may fold in any order: the facts are the earliest arrival's (ties: smallest body hash), the counts add up.
 */
export function sameKey<T extends Arrival>(a: T, b: T): T {
  return {
    ...(isEarlier(b, a) ? b : a),
    duplicateCount: a.duplicateCount + b.duplicateCount + 1,
    differs: a.differs || b.differs || a.bodyHash !== b.bodyHash,
  };
}

function isEarlier(a: Arrival, b: Arrival): boolean {
  const apart = a.receivedAt.getTime() - b.receivedAt.getTime();
  return apart === 0 ? a.bodyHash < b.bodyHash : apart < 0;
}
