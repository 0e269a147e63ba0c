import { latencyBucket } from "@/lib/delivery/counts/latency-histogram";
import { settleVerifications } from "@/lib/ledger/settle-verifications";
import { together } from "@/lib/ledger/sql/together";
import type { Transaction } from "@/lib/ledger/sql/transaction";
import { claimAttempts } from "@/lib/ledger/verifications/claim-attempts";
import { type ReportedEvent, recordReportedEvents } from "@/lib/ledger/verifications/record-reported-events";
import { tellPeople } from "@/lib/ledger/verifications/tell-people";
import type { Arrived, Noted } from "../arrival-kind";
import type { Recorded } from "../recordable";
import type { PreparedVerificationEvent } from "./prepare-events";

type Outcome = "stored" | "duplicate" | "differing" | "after_retention";

/** Writes a batch's events of attempts: refs → attempts (locked in id order) → events → summaries → rollups. */
export async function recordVerificationEvents(
  tx: Transaction,
  arrived: readonly Arrived<PreparedVerificationEvent>[],
  items: number,
  end: (noted: Noted) => readonly Promise<unknown>[],
): Promise<Recorded[]> {
  const events = [...arrived].sort((a, b) => a.arrival.receivedAt.getTime() - b.arrival.receivedAt.getTime());
  const { ids, attempts } = await claimAttempts(
    tx,
    events.map(({ arrival: { ref, connectionId, receivedAt: at } }) => ({ ref, connectionId, at })),
  );
  const kept = events.flatMap(({ arrival }, index): (PreparedVerificationEvent & ReportedEvent)[] => {
    const attemptId = ids[index] ?? null;
    return attemptId === null ? [] : [{ ...arrival, attemptId }];
  });
  const judged = await recordReportedEvents(tx, kept);
  const review = await tellPeople(tx, attempts, kept);
  await settleVerifications(tx, [...new Set(kept.map(({ attemptId }) => attemptId))].sort(), latest(events));
  let next = 0;
  const outcomes = ids.map((id): Outcome => (id === null ? "after_retention" : (judged[next++] ?? "duplicate")));
  const tallies = events.map(({ arrival }, index) => tallyOf(arrival, outcomes[index] ?? "stored"));
  const differing = events
    .filter((_, index) => outcomes[index] === "differing")
    .map(({ arrival: { connectionId, rawStatus: groupKey, receivedAt: seenAt } }) => {
      return { connectionId, kind: "differing_duplicate", groupKey, messageId: null, seenAt, body: null } as const;
    });
  await together(end({ tallies, review: [...review, ...differing] }));
  return countByItem(items, events, outcomes);
}

function latest(events: readonly Arrived<PreparedVerificationEvent>[]): Date {
  return events.at(-1)?.arrival.receivedAt ?? new Date(0);
}

function tallyOf({ connectionId, receivedAt, providerOccurredAt }: PreparedVerificationEvent, outcome: Outcome) {
  const lagMs = providerOccurredAt && receivedAt.getTime() - providerOccurredAt.getTime();
  return { receivedAt, connectionId, outcome, lagBucket: lagMs === null ? null : latencyBucket(lagMs) };
}

function countByItem(
  items: number,
  events: readonly Arrived<PreparedVerificationEvent>[],
  outcomes: readonly Outcome[],
): Recorded[] {
  const counts = Array.from({ length: items }, () => ({ stored: 0, duplicates: 0, differing: 0 }));
  events.forEach(({ item }, index) => {
    const [count, outcome] = [counts[item], outcomes[index]];
    if (!count || outcome === "after_retention") return;
    count[outcome === "stored" ? "stored" : "duplicates"] += 1;
    if (outcome === "differing") count.differing += 1;
  });
  return counts;
}
