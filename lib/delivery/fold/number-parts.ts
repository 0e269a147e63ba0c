import type { DeliveryEvent } from "./delivery-event";

/**
 * The events of a message that has an id of the provider's for each of its parts: they carry no number of a part, their
 * id stands for it. `ids` are those of all parts, the message's own first; what our own clock says is about the whole.
 */
export function numberParts<T extends DeliveryEvent>(
  events: readonly T[],
  ids: readonly string[] | null,
): readonly T[] {
  if (!ids || ids.length < 2) return events;
  return events.map((event) => ({
    ...event,
    part: event.part ?? (isReceipt(event) ? Math.max(ids.indexOf(event.providerMessageId ?? ""), 0) + 1 : null),
    ofParts: ids.length,
  }));
}

function isReceipt({ source }: DeliveryEvent): boolean {
  return source === "webhook" || source === "poll";
}
