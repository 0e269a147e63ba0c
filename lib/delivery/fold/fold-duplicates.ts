import type { DeliveryEvent } from "./delivery-event";

/** One arrival of a report: the event, and the hash of the bytes that brought it. */
export type Arrival = DeliveryEvent & { bodyHash: string };

/**
 * Two arrivals under one dedupe key as one event. Commutative and associative, so that batches, processes and
 * merges may fold in any order: the facts are the earliest arrival's (ties: smallest body hash), the counts add up,
 * and of several times the earliest counts: each further push of a report may carry a later one.
 */
export function sameKey<T extends Arrival>(a: T, b: T): T {
  return {
    ...(isEarlier(b, a) ? b : a),
    ...clockOf(isToldEarlier(b, a) ? b : a),
    duplicateCount: a.duplicateCount + b.duplicateCount + 1,
    differs: a.differs || b.differs || a.bodyHash !== b.bodyHash,
  };
}

function clockOf({ providerOccurredAt, timeNote = null }: Arrival): Pick<Arrival, "providerOccurredAt" | "timeNote"> {
  return { providerOccurredAt, timeNote };
}

/** A known time goes before none; at one moment, what needs no note goes first. */
function isToldEarlier(a: Arrival, b: Arrival): boolean {
  const [told, other] = [a, b].map((one) => one.providerOccurredAt?.getTime() ?? Number.POSITIVE_INFINITY);
  return told === other ? !a.timeNote && Boolean(b.timeNote) : Number(told) < Number(other);
}

function isEarlier(a: Arrival, b: Arrival): boolean {
  const apart = a.receivedAt.getTime() - b.receivedAt.getTime();
  return apart === 0 ? a.bodyHash < b.bodyHash : apart < 0;
}
