import { latencyBucket } from "@/lib/delivery/counts/latency-histogram";
import type { CallbackTally } from "@/lib/ledger/counts/write-rollups";
import type { ReviewEntry, ReviewKind } from "@/lib/ledger/review/record-review";
import type { Recorded } from "../recordable";
import type { ReportOutcome } from "./judge-reports";
import type { NamedReport } from "./name-reports";
import type { PreparedReport } from "./prepare-reports";

/** What an arrival puts on the list for review. What came before was put there when it first came. */
export function remarksOn(
  { report, event, index }: NamedReport,
  outcome: ReportOutcome | undefined,
  contradicting: ReadonlySet<number>,
): ReviewEntry[] {
  const entry = (kind: ReviewKind, groupKey: string) => reviewEntry(report, event.messageId, kind, groupKey);
  if (outcome === "differing") return [entry("differing_duplicate", event.rawStatus)];
  if (outcome !== "stored") return [];
  return [
    ...(report.mapped ? [] : [entry("unknown_status", event.rawStatus)]),
    ...(contradicting.has(index) ? [entry("contradicting_ids", "provider_id_and_reference")] : []),
  ];
}

/** One entry a message of which this batch was the first to name another recipient. */
export function differingRecipients(arrivals: readonly NamedReport[], messageIds: ReadonlySet<string>): ReviewEntry[] {
  return [...messageIds].flatMap((id) => {
    const arrival = arrivals.findLast(({ event }) => event.messageId === id);
    return arrival ? [reviewEntry(arrival.report, id, "recipients_differ", "message")] : [];
  });
}

function reviewEntry(
  { connection, event }: PreparedReport,
  messageId: string,
  kind: ReviewKind,
  groupKey: string,
): ReviewEntry {
  return { connectionId: connection.id, kind, groupKey, messageId, seenAt: event.receivedAt, body: null };
}

/** None for an answer to a question of ours: it is no callback. */
export function callbackTally(
  { connection, event, mapped }: PreparedReport,
  outcome: ReportOutcome | "after_retention" | undefined,
): CallbackTally[] {
  if (event.source === "poll") return [];
  const lagMs = event.providerOccurredAt && event.receivedAt.getTime() - event.providerOccurredAt.getTime();
  return [
    {
      receivedAt: event.receivedAt,
      connectionId: connection.id,
      outcome: outcome === "stored" && !mapped ? "unknown_status" : (outcome ?? "stored"),
      lagBucket: lagMs === null ? null : latencyBucket(lagMs),
    },
  ];
}

/** What became of the reports of each callback of the batch. */
export function countByItem(
  items: number,
  arrivals: readonly NamedReport[],
  outcomes: readonly ReportOutcome[],
): Recorded[] {
  const counts = Array.from({ length: items }, () => ({ stored: 0, duplicates: 0, differing: 0 }));
  arrivals.forEach(({ item }, index) => {
    const [count, outcome] = [counts[item], outcomes[index]];
    if (!count) return;
    count[outcome === "stored" ? "stored" : "duplicates"] += 1;
    if (outcome === "differing") count.differing += 1;
  });
  return counts;
}
