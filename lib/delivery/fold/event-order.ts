import type { DeliveryEvent } from "./delivery-event";

/** When an event happened: the provider's time where it gives one, else ours. */
export function happenedAt(event: Pick<DeliveryEvent, "providerOccurredAt" | "receivedAt">): Date {
  return event.providerOccurredAt ?? event.receivedAt;
}

/** Earliest first; the dedupe key settles equal times, so that no order of arrival shows. */
export function byTime(a: DeliveryEvent, b: DeliveryEvent): number {
  return happenedAt(a).getTime() - happenedAt(b).getTime() || byKey(a, b);
}

/** In the order in which reports reached us. */
export function byArrival(a: DeliveryEvent, b: DeliveryEvent): number {
  return a.receivedAt.getTime() - b.receivedAt.getTime() || byKey(a, b);
}

function byKey(a: DeliveryEvent, b: DeliveryEvent): number {
  if (a.dedupeKey === b.dedupeKey) return 0;
  return a.dedupeKey < b.dedupeKey ? -1 : 1;
}
