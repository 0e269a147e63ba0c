import type { DeliveryEvent, DeliverySummary } from "../fold/delivery-event";
import { byArrival } from "../fold/event-order";
import { orderEvents } from "../fold/order-events";
import { FAILURE_STATUSES } from "../fold/status";
import { summarise } from "../fold/summarise";
import { isFinalFailure, isReported, weighEvents } from "../fold/weigh-events";

export type TimelineMark =
  /** Reached us after an event that is further along, or after the deadline had passed. */
  | { kind: "late" }
  /** The same report came `times` times in all. */
  | { kind: "duplicate"; times: number }
  /** Changed nothing in the summary when it came. */
  | { kind: "ignored" }
  | { kind: "polled" }
  | { kind: "remapped" }
  | { kind: "differs" }
  | { kind: "conflicting" }
  /** The failure of one attempt, which the provider does not call final. */
  | { kind: "attempt" }
  /** Ours, drawn from the clock. */
  | { kind: "inferred" };

export type TimelineEntry = {
  event: DeliveryEvent;
  at: Date;
  clock: "provider" | "ours";
  /** From the provider's time to ours; negative when the clocks disagree. */
  lagMs: number | null;
  late: boolean;
  affectedSummary: boolean;
  marks: TimelineMark[];
};

/** The events of a message as a reader sees them, each with what is special about it. */
export function timeline(events: readonly DeliveryEvent[]): TimelineEntry[] {
  const ranks = new Map(weighEvents(events).map(({ event, rank }) => [event, rank]));
  const late = lateEvents(events, ranks);
  const affecting = affectingEvents(events);
  const conflicting = summarise(events).conflicting;
  return orderEvents(events).map((event) => {
    const facts = { late: late.has(event), affectedSummary: affecting.has(event) };
    return { event, ...clockOf(event), ...facts, marks: marksOf(event, { ...facts, conflicting }) };
  });
}

type Ranks = ReadonlyMap<DeliveryEvent, number>;

function lateEvents(events: readonly DeliveryEvent[], ranks: Ranks): Set<DeliveryEvent> {
  const late = new Set<DeliveryEvent>();
  const seen: DeliveryEvent[] = [];
  for (const event of [...events].sort(byArrival)) {
    if (seen.some((earlier) => overtook(earlier, event, ranks))) late.add(event);
    seen.push(event);
  }
  return late;
}

/** `earlier` reached us first although it tells of a later step. */
function overtook(earlier: DeliveryEvent, event: DeliveryEvent, ranks: Ranks): boolean {
  if (!isReported(event)) return false;
  if (!isReported(earlier)) return earlier.receivedAt < event.receivedAt;
  const [before, after] = [earlier.providerOccurredAt, event.providerOccurredAt];
  if (before && after && before.getTime() !== after.getTime()) return before > after;
  return (ranks.get(earlier) ?? 0) > (ranks.get(event) ?? 0);
}

/** The events that changed the summary at the time they reached us. */
function affectingEvents(events: readonly DeliveryEvent[]): Set<DeliveryEvent> {
  const affecting = new Set<DeliveryEvent>();
  const seen: DeliveryEvent[] = [];
  let before: string | null = null;
  for (const event of [...events].sort(byArrival)) {
    seen.push(event);
    const after = meaningOf(summarise(seen));
    if (after !== before) affecting.add(event);
    before = after;
  }
  return affecting;
}

function meaningOf(summary: DeliverySummary): string {
  const { status, isFinal, conflicting, partial, errorCode, failureCategory, deliveredAt } = summary;
  return JSON.stringify([status, isFinal, conflicting, partial, errorCode, failureCategory, deliveredAt]);
}

function clockOf({ providerOccurredAt, receivedAt }: DeliveryEvent): Pick<TimelineEntry, "at" | "clock" | "lagMs"> {
  if (!providerOccurredAt) return { at: receivedAt, clock: "ours", lagMs: null };
  return { at: providerOccurredAt, clock: "provider", lagMs: receivedAt.getTime() - providerOccurredAt.getTime() };
}

function marksOf(
  event: DeliveryEvent,
  { late, affectedSummary, conflicting }: { late: boolean; affectedSummary: boolean; conflicting: boolean },
): TimelineMark[] {
  const takesSide = isReported(event) && (event.status === "delivered" || isFinalFailure(event));
  const candidates: (TimelineMark | false)[] = [
    late && { kind: "late" },
    event.duplicateCount > 0 && { kind: "duplicate", times: event.duplicateCount + 1 },
    !affectedSummary && { kind: "ignored" },
    event.source === "poll" && { kind: "polled" },
    event.mappingVersion > 0 && { kind: "remapped" },
    event.differs && { kind: "differs" },
    conflicting && takesSide && { kind: "conflicting" },
    FAILURE_STATUSES.has(event.status) && !event.isFinal && { kind: "attempt" },
    event.source === "timeout" && { kind: "inferred" },
  ];
  return candidates.filter((mark) => mark !== false);
}
