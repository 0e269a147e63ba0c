import type { DeliveryEvent } from "./delivery-event";
import { byArrival, happenedAt } from "./event-order";
import { weighEvents } from "./weigh-events";

/**
 * The one order in which readers see a message's events: by provider time where there is one, else by ours.
 * Providers' clocks count whole seconds: within one, the lower step came first.
 */
export function orderEvents<T extends DeliveryEvent>(events: readonly T[]): T[] {
  const ranks = new Map<DeliveryEvent, number>(weighEvents(events).map(({ event, rank }) => [event, rank]));
  const rankOf = (event: T) => ranks.get(event) ?? 0;
  return events.toSorted(
    (a, b) => happenedAt(a).getTime() - happenedAt(b).getTime() || rankOf(a) - rankOf(b) || byArrival(a, b),
  );
}
