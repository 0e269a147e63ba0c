import { newId } from "@/lib/ids";
import type { LockedMessage } from "@/lib/ledger/messages/lock-messages";
import type { Naming } from "@/lib/ledger/messages/message-ref";
import type { ResolvedRefs } from "@/lib/ledger/messages/message-refs";
import { eventKey } from "@/lib/ledger/messages/record-events";
import type { Arrival } from "./judge-arrivals";
import type { PreparedReport } from "./prepare-reports";
import type { Recordable } from "./recordable";

/** A report, and which callback of the batch brought it. */
export type ReportOfItem = { report: PreparedReport; item: number };
/** The same with its message; `index` is that of its naming. */
export type NamedArrival = Arrival & ReportOfItem & { index: number };

/** All reports of a batch in the order of their arrival, and the callback that brought each. */
export function reportsOf(batch: readonly Recordable[]): ReportOfItem[] {
  return batch
    .flatMap((item, index) => item.reports.map((report) => ({ report, item: index })))
    .sort((a, b) => a.report.event.receivedAt.getTime() - b.report.event.receivedAt.getTime());
}

/** How a report names its message. */
export function namingOf({ refs, event, recipient }: PreparedReport): Naming {
  return { refs, newId: newId(event.receivedAt), recipient };
}

/** Gives each report its message. An event without an id of the provider's is about the message's own. */
export function nameArrivals(
  reports: readonly ReportOfItem[],
  { ids }: ResolvedRefs,
  messages: ReadonlyMap<string, LockedMessage>,
): NamedArrival[] {
  const ownIds = new Map<string, string>();
  return reports.map(({ report, item }, index) => {
    const messageId = ids[index] ?? "";
    const { providerMessageId } = report;
    const ownId = messages.get(messageId)?.providerMessageId ?? ownIds.get(messageId) ?? providerMessageId;
    ownIds.set(messageId, ownId);
    const partId = providerMessageId === ownId ? null : providerMessageId;
    const event = { ...report.event, messageId, providerMessageId: partId };
    return { report, item, index, event, key: eventKey(event) };
  });
}
