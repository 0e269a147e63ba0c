import { FAILURE_STATUSES } from "@/lib/delivery/fold/status";
import { type MessageFilters, NO_FILTERS, type StatusFilter, withMessageFilters } from "@/lib/messages/filters";
import type { RateFilters } from "./rate-filters";
import type { Interval } from "./rate-period";

/** What a figure is about, where it is narrower than the page. */
export type Narrowing = Partial<Omit<MessageFilters, "from" | "to" | "range" | "tz" | "page">>;

/** The statuses that a figure counts, in the list's words. */
export const STATUSES = {
  delivered: ["delivered"],
  failed: [...FAILURE_STATUSES],
  noReceipt: ["no_receipt"],
  waiting: ["accepted", "sent", "unknown"],
} as const satisfies Record<string, readonly StatusFilter[]>;

/** What a time to receipt is counted from. */
export const TIMED = { status: [...STATUSES.delivered], timed: ["yes"] } satisfies Narrowing;

/** The list of the messages behind a figure: same filters and zone, its time, and what it narrows. */
export function messagesLink(filters: RateFilters, { from, to }: Interval, narrowing: Narrowing = {}): string {
  const { country, connection, template, sender, channel, useCase, unregistered, tz } = filters;
  return withMessageFilters("/messages", {
    ...NO_FILTERS,
    ...{ country, connection, template, sender, channel, useCase },
    registered: unregistered ? [] : ["yes"],
    from: instant(from),
    to: instant(to),
    tz,
    ...narrowing,
  });
}

// Steps begin on whole minutes.
function instant(at: Date): string {
  return `${at.toISOString().slice(0, 16)}Z`;
}
