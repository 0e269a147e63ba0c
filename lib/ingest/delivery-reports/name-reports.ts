import { newId } from "@/lib/ids";
import type { LockedMessage } from "@/lib/ledger/messages/lock-messages";
import type { Naming } from "@/lib/ledger/messages/message-ref";
import type { ResolvedRefs } from "@/lib/ledger/messages/message-refs";
import { eventKey } from "@/lib/ledger/messages/record-events";
import type { Arrived } from "../arrival-kind";
import type { ArrivedReport } from "./judge-reports";
import type { PreparedReport } from "./prepare-reports";

/** A report with its message, and which callback of the batch brought it; `index` is that of its naming. */
export type NamedReport = ArrivedReport & { item: number; index: number };

/** How a report names its message. */
export function namingOf({ refs, event, recipient }: PreparedReport): Naming {
  return { refs, newId: newId(event.receivedAt), recipient };
}

/** Gives each report its message. An event without an id of the provider's is about the message's own. */
export function nameReports(
  reports: readonly Arrived<PreparedReport>[],
  { ids }: ResolvedRefs,
  messages: ReadonlyMap<string, LockedMessage>,
): NamedReport[] {
  const ownIds = new Map<string, string>();
  return reports.map(({ arrival: report, item }, index) => {
    const messageId = ids[index] ?? "";
    const { providerMessageId } = report;
    const ownId = messages.get(messageId)?.providerMessageId ?? ownIds.get(messageId) ?? providerMessageId;
    ownIds.set(messageId, ownId);
    const partId = providerMessageId === ownId ? null : providerMessageId;
    const event = { messageId, ...report.event, providerMessageId: partId };
    return { report, item, index, event, key: eventKey(event) };
  });
}
