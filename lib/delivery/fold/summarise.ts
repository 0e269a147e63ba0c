import type { DeliveryEvent, DeliverySummary } from "./delivery-event";
import { happenedAt } from "./event-order";
import { failureCategoryOf, namesReason } from "./failure-category";
import { type DeliveryStatus, FAILURE_STATUSES } from "./status";
import {
  decidingEvent,
  isFinalFailure,
  isNoReceipt,
  isReported,
  partOf,
  readParts,
  type WeighedEvent,
  weighEvents,
} from "./weigh-events";

/**
 * The state of a message as a pure fold of all its events: any order, duplication or split of the same history
 * gives the same answer. `isFinal` holds when an event that says the deciding status is final. `weighed` spares weighing
 * them again.
 */
export function summarise(events: readonly DeliveryEvent[], weighed = weighEvents(events)): DeliverySummary {
  const decider = decidingEvent(weighed);
  const reason = explain(weighed, decider?.status);
  const times = events.map((event) => happenedAt(event).getTime()).sort((a, b) => a - b);
  return {
    status: decider?.status ?? "unknown",
    isFinal: weighed.some(({ rank, event }) => rank === decider?.rank && isSettling(event, decider.status)),
    conflicting: isConflicting(events),
    partial: isPartial(events),
    errorCode: reason.errorCode,
    failureCategory: reason.failureCategory,
    deliveredAt: decider?.status === "delivered" ? happenedAt(decider.event) : null,
    firstEventAt: dateOf(times[0]),
    lastEventAt: dateOf(times.at(-1)),
    decidedBy: decider?.event.dedupeKey ?? null,
  };
}

/** An event that counts as less than it says (an attempt, one part) settles nothing. */
function isSettling(event: DeliveryEvent, status: DeliveryStatus): boolean {
  return event.isFinal && event.status === status;
}

type Reason = Pick<DeliverySummary, "errorCode" | "failureCategory">;

/**
 * The reason of a failed message is its heaviest failure's that names one. A delivered message has no category,
 * and keeps the code of an earlier failure. A code never gives way to nothing.
 */
function explain(weighed: readonly WeighedEvent[], status: DeliveryStatus | undefined): Reason {
  const byFailureFirst = weighed.toSorted((a, b) => Number(isFailure(b)) - Number(isFailure(a)));
  const lastingCode = byFailureFirst.find(({ event }) => event.errorCode !== null)?.event.errorCode ?? null;
  if (!status || !FAILURE_STATUSES.has(status)) return { errorCode: lastingCode, failureCategory: null };
  const failures = weighed.filter((one) => FAILURE_STATUSES.has(one.status)).map(({ event }) => event);
  const telling = failures.find(({ failureCategory }) => namesReason(failureCategory)) ?? failures[0];
  return {
    errorCode: telling?.errorCode ?? lastingCode,
    failureCategory: failureCategoryOf(status, telling?.failureCategory ?? null),
  };
}

function isFailure({ event }: WeighedEvent): boolean {
  return FAILURE_STATUSES.has(event.status);
}

/** Delivered and finally failed, both reported, of the same part or of the whole. */
function isConflicting(events: readonly DeliveryEvent[]): boolean {
  const reported = events.filter(isReported);
  const failedParts = new Set(reported.filter(isFinalFailure).map(partOf));
  if (failedParts.size === 0) return false;
  return reported.some((event) => {
    const part = partOf(event);
    return event.status === "delivered" && (part === null || failedParts.has(part) || failedParts.has(null));
  });
}

/** The provider says so, or one part was delivered and for another the answer is in: failed, or no receipt. */
function isPartial(events: readonly DeliveryEvent[]): boolean {
  if (events.some(({ partial }) => partial === true)) return true;
  const { delivered, complete } = readParts(events);
  if (complete || delivered.size === 0) return false;
  return events.some((event) => {
    const part = partOf(event);
    return (part === null || !delivered.has(part)) && (isNoReceipt(event) || isFinalFailure(event));
  });
}

function dateOf(time: number | undefined): Date | null {
  return time === undefined ? null : new Date(time);
}
