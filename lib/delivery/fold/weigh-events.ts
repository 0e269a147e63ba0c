import type { DeliveryEvent } from "./delivery-event";
import { byTime } from "./event-order";
import { type DeliveryStatus, FAILURE_STATUSES } from "./status";

/** An event with what it counts as in the fold. */
export type WeighedEvent = { event: DeliveryEvent; status: DeliveryStatus; rank: number };

/**
 * What each event says about the whole message, heaviest first (ties: earliest). Two things count only as `sent`:
 * the failure of one attempt (non-final), and one delivered part while others are missing, for a message in parts
 * is delivered when all are. A failure of a part that was delivered after all is no failure of the message.
 */
export function weighEvents(events: readonly DeliveryEvent[]): WeighedEvent[] {
  const parts = readParts(events);
  return events
    .map((event) => {
      const status = countsAs(event, parts);
      return { event, status, rank: rank(status, event) };
    })
    .sort((a, b) => b.rank - a.rank || byTime(a.event, b.event));
}

/** The heaviest event; a message delivered part by part is decided by the part that came last. */
export function decidingEvent(weighed: readonly WeighedEvent[]): WeighedEvent | undefined {
  const [heaviest] = weighed;
  if (heaviest?.status !== "delivered") return heaviest;
  const delivered = weighed.filter(({ status }) => status === "delivered");
  const whole = delivered.find(({ event }) => partOf(event) === null);
  const firstOfParts = new Map(delivered.toReversed().map((one) => [partOf(one.event), one]));
  firstOfParts.delete(null);
  const lastPart = [...firstOfParts.values()].sort((a, b) => byTime(a.event, b.event)).at(-1);
  if (!whole || !lastPart) return whole ?? lastPart;
  return byTime(whole.event, lastPart.event) <= 0 ? whole : lastPart;
}

export function isFinalFailure(event: DeliveryEvent): boolean {
  return event.isFinal && FAILURE_STATUSES.has(event.status);
}

/** Somebody other than our own clock says so. */
export function isReported(event: DeliveryEvent): boolean {
  return event.source !== "timeout";
}

/** Word that came from the network or the phone, not the provider's own. */
export function isReceipt({ saidBy }: Pick<DeliveryEvent, "saidBy">): boolean {
  return saidBy === "carrier" || saidBy === "handset";
}

/** A closed case without an answer: our deadline passed, or the provider says that no receipt will come. */
export function isNoReceipt(event: DeliveryEvent): boolean {
  return event.status === "unknown" && (event.source === "timeout" || event.isFinal);
}

export type Parts = { delivered: ReadonlySet<number>; complete: boolean };

/** Part n reported means that there are at least n parts, heard of or not; so does an id that the app knows. */
export function readParts(events: readonly DeliveryEvent[]): Parts {
  const delivered = new Set<number>();
  let known = 0;
  for (const event of events) {
    const part = partOf(event);
    known = Math.max(known, part ?? 0, event.ofParts ?? 0);
    if (part === null) continue;
    if (event.status === "delivered") delivered.add(part);
  }
  return { delivered, complete: delivered.size === known };
}

/** A part below 1 is a provider's way to say "the message". */
export function partOf({ part }: DeliveryEvent): number | null {
  return part !== null && part >= 1 ? part : null;
}

function countsAs(event: DeliveryEvent, parts: Parts): DeliveryStatus {
  if (FAILURE_STATUSES.has(event.status) && !event.isFinal) return "sent";
  const part = partOf(event);
  if (part === null || parts.complete) return event.status;
  if (event.status === "delivered") return "sent";
  return isFinalFailure(event) && parts.delivered.has(part) ? "sent" : event.status;
}

function rank(status: DeliveryStatus, event: DeliveryEvent): number {
  switch (status) {
    case "unknown":
      return isNoReceipt(event) ? 3 : 0;
    case "accepted":
      return 1;
    case "sent":
      return 2;
    case "expired":
      return 4;
    case "undelivered":
      return 5;
    case "failed":
      return 6;
    case "rejected":
      return 7;
    case "delivered":
      return 8;
  }
}
