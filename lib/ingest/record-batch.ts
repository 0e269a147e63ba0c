import { randomUUID } from "node:crypto";
import { latencyBucket } from "@/lib/delivery/counts/latency-histogram";
import { newId } from "@/lib/ids";
import { type CallbackTally, writeCallbackRollups } from "@/lib/ledger/counts/write-rollups";
import { type ClaimedMessages, claimAndLock } from "@/lib/ledger/messages/claim-and-lock";
import { fillMessages, writeFillings } from "@/lib/ledger/messages/fill-messages";
import { type BornMessage, bornMessage, insertMessages, type NewMessage } from "@/lib/ledger/messages/insert-messages";
import type { LockedMessage } from "@/lib/ledger/messages/lock-messages";
import { mergeMessages } from "@/lib/ledger/messages/merge-messages";
import type { ResolvedRefs } from "@/lib/ledger/messages/message-refs";
import {
  byMessage,
  eventKey,
  insertEvents,
  type NewEvent,
  recordDuplicates,
  recordEvents,
} from "@/lib/ledger/messages/record-events";
import { insertPayloads, type NewPayload, recordPayloads } from "@/lib/ledger/messages/record-payloads";
import { readEvents } from "@/lib/ledger/messages/refold-messages";
import { type ReviewEntry, recordReview } from "@/lib/ledger/review/record-review";
import { settleMessages } from "@/lib/ledger/settle-messages";
import { StartAgain } from "@/lib/ledger/sql/sql-errors";
import { together } from "@/lib/ledger/sql/together";
import type { Transaction } from "@/lib/ledger/sql/transaction";
import { hideNumbers } from "./hide-numbers";
import { type Arrival, type ArrivalOutcome, judgeArrivals } from "./judge-arrivals";
import type { PreparedReport } from "./prepare-reports";

/** All that one callback brings. */
export type Recordable = {
  reports: PreparedReport[];
  review: ReviewEntry[];
  receivedAt: Date;
  /** What it takes in memory while it waits. */
  bytes: number;
};

export type Recorded = { stored: number; duplicates: number; differing: number };

/**
 * Writes a batch of callbacks in one transaction, in separate statements: a single CTE loses updates.
 * refs → messages (locked in id order, read with their events) → what the batch makes of them, decided here and
 * sent in one trip: messages → events → summaries → rollups → review queue.
 */
export async function recordBatch(tx: Transaction, batch: readonly Recordable[]): Promise<Recorded[]> {
  const reports = batch
    .flatMap((item, index) => item.reports.map((report) => ({ report, item: index })))
    .sort((a, b) => a.report.event.receivedAt.getTime() - b.report.event.receivedAt.getTime());
  const recorded: Recorded[] = batch.map(() => ({ stored: 0, duplicates: 0, differing: 0 }));
  const review = batch.flatMap((item) => item.review);
  const callbacks: CallbackTally[] = [];
  const finish = () => [
    writeCallbackRollups(tx, [...callbacks, ...review.flatMap(unreadableTally)]),
    recordReview(tx, review),
  ];
  if (reports.length === 0) {
    await together(finish());
    return recorded;
  }

  const claimed = await claimAndLock(
    tx,
    reports.map(({ report }) => ({ refs: report.refs, newId: newId(report.event.receivedAt) })),
  );
  const { refs, before } = claimed;
  const named = reports.map(({ report, item }, index) => {
    const event = { ...report.event, messageId: refs.ids[index] ?? "" };
    return { report, item, event, key: eventKey(event) };
  });
  const isDropped = ({ event }: Arrival) => refs.dropped.has(event.messageId);
  const kept = named.filter((arrival) => !isDropped(arrival));
  const merged = refs.sameMessage.map(({ older }) => older);
  const hidden = await hideNumbers(tx, kept, await mergeNamed(tx, claimed), merged);
  const { arrivals, messages, events: knownEvents } = hidden;
  const { outcomes, fresh, again, further, events: all } = judgeArrivals(arrivals, knownEvents);
  const events = byMessage(all);
  const born = bornOfCallbacks(refs, messages, arrivals, events);
  const reported = arrivals.map(({ report, event }) => ({ id: event.messageId, report }));
  const known = new Map([...messages, ...born.map(({ locked }) => [locked.id, locked] as const)]);
  const filled = fillMessages(known, reported);

  arrivals.forEach(({ report, item, event }, index) => {
    tally(recorded[item], outcomes[index]);
    if (!report.mapped && outcomes[index] === "stored") review.push(unknownStatus(report, event.messageId));
    if (outcomes[index] === "differing") review.push(differingDuplicate(report, event.messageId));
  });
  callbacks.push(...arrivals.map(({ report }, index) => callbackTally(report, outcomes[index])));
  callbacks.push(...named.filter(isDropped).map(({ report }) => callbackTally(report, "after_retention")));

  const isFirst = (_: Arrival, index: number) => outcomes[index] === "stored";
  const isFurther = (_: Arrival, index: number) => outcomes[index] !== "stored";
  await together([
    insertMessages(tx, born),
    writeFillings(tx, filled.fillings),
    insertEvents(tx, fresh),
    recordEvents(tx, again),
    insertPayloads(tx, arrivals.filter(isFirst).map(payloadOf)),
    recordPayloads(tx, arrivals.filter(isFurther).map(payloadOf)),
    settleMessages(tx, before, filled.messages.values(), {
      events,
      behind: () => [recordDuplicates(tx, further), ...finish()],
    }),
  ]);
  return recorded;
}

/** The locked messages and their events by key, those merged that refs showed to be one. */
async function mergeNamed(tx: Transaction, { refs, before, events }: ClaimedMessages) {
  const messages = new Map(before);
  let asStored = events;
  for (const { older, younger } of refs.sameMessage) {
    const [survivor, loser] = [messages.get(older), messages.get(younger)];
    if (!survivor || !loser || (survivor.registeredAt && loser.registeredAt)) continue;
    messages.set(older, await mergeMessages(tx, survivor, loser));
    messages.delete(younger);
  }
  if (messages.size < before.size) asStored = await readEvents(tx, [...messages.keys()]);
  return { messages, events: new Map([...asStored.values()].flat().map((event) => [eventKey(event), event])) };
}

/** The messages that a callback is the first to name. */
function bornOfCallbacks(
  refs: ResolvedRefs,
  known: ReadonlyMap<string, LockedMessage>,
  arrivals: readonly Arrival[],
  events: ReadonlyMap<string, readonly NewEvent[]>,
): BornMessage[] {
  const first = new Map<string, PreparedReport>();
  for (const { report, event } of arrivals) {
    if (!known.has(event.messageId) && !first.has(event.messageId)) first.set(event.messageId, report);
  }
  // Dropped since its ref was read: read again, that is a tombstone.
  if ([...first.keys()].some((id) => !refs.created.has(id))) throw new StartAgain();
  return [...first].map(([id, report]) => bornMessage(bornOfCallback(id, report), events.get(id)));
}

function bornOfCallback(id: string, report: PreparedReport): NewMessage {
  const { connection, event } = report;
  return {
    id,
    connectionId: connection.id,
    provider: connection.provider,
    providerMessageId: report.providerMessageId,
    origin: "callback" as const,
    channel: report.channel,
    senderIdentity: report.sender,
    carrierMccMnc: report.carrierMccMnc,
    carrierName: report.carrierName,
    parts: report.parts,
    price: report.price,
    currency: report.currency,
    recipient: report.recipient,
    deadlineAt: new Date(event.receivedAt.getTime() + connection.receiptDeadlineSeconds * 1000),
    cryptoId: randomUUID(),
    createdAt: event.receivedAt,
  };
}

function payloadOf({ report, event: { messageId, dedupeKey, receivedAt } }: Arrival): NewPayload {
  return { ...report.body, messageId, dedupeKey, receivedAt };
}

function tally(recorded: Recorded | undefined, outcome: ArrivalOutcome | undefined): void {
  if (!recorded || !outcome) return;
  if (outcome === "stored") recorded.stored += 1;
  else recorded.duplicates += 1;
  if (outcome === "differing") recorded.differing += 1;
}

function unknownStatus(report: PreparedReport, messageId: string): ReviewEntry {
  return {
    connectionId: report.connection.id,
    kind: "unknown_status",
    groupKey: report.event.rawStatus,
    messageId,
    seenAt: report.event.receivedAt,
    body: null,
  };
}

function differingDuplicate(report: PreparedReport, messageId: string): ReviewEntry {
  return { ...unknownStatus(report, messageId), kind: "differing_duplicate" };
}

function callbackTally(
  { connection, event, mapped }: PreparedReport,
  outcome: ArrivalOutcome | "after_retention" | undefined,
): CallbackTally {
  const lagMs = event.providerOccurredAt && event.receivedAt.getTime() - event.providerOccurredAt.getTime();
  return {
    receivedAt: event.receivedAt,
    connectionId: connection.id,
    outcome: outcome === "stored" && !mapped ? "unknown_status" : (outcome ?? "stored"),
    lagBucket: lagMs === null ? null : latencyBucket(lagMs),
  };
}

function unreadableTally({ connectionId, body, seenAt }: ReviewEntry): CallbackTally[] {
  return body ? [{ receivedAt: seenAt, connectionId, outcome: "unreadable", lagBucket: null }] : [];
}
