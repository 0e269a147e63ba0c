import { randomUUID } from "node:crypto";
import { type ClaimedMessages, claimAndLock } from "@/lib/ledger/messages/claim-and-lock";
import { fillMessages, writeFillings } from "@/lib/ledger/messages/fill-messages";
import { type BornMessage, bornMessage, insertMessages, type NewMessage } from "@/lib/ledger/messages/insert-messages";
import type { LockedMessage } from "@/lib/ledger/messages/lock-messages";
import { mergePairs } from "@/lib/ledger/messages/merge-messages";
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
import { settleMessages } from "@/lib/ledger/settle-messages";
import { StartAgain } from "@/lib/ledger/sql/sql-errors";
import { together } from "@/lib/ledger/sql/together";
import { lockTimeout, type Transaction } from "@/lib/ledger/sql/transaction";
import { uniteUnnamed } from "@/lib/ledger/unite-attempts";
import type { Arrived, Noted } from "../arrival-kind";
import type { Recorded } from "../recordable";
import { hideNumbers } from "./hide-numbers";
import { joinAttempts } from "./join-attempts";
import { type ArrivedReport, judgeReports } from "./judge-reports";
import { withoutKnownAnswers } from "./known-answers";
import { nameReports, namingOf } from "./name-reports";
import { callbackTally, countByItem, differingRecipients, remarksOn } from "./note-reports";
import type { PreparedReport } from "./prepare-reports";

/**
 * Writes a batch's reports, in separate statements: a single CTE loses updates.
 * refs → messages (locked in id order, read with their events) → what the batch makes of them, decided here and
 * sent in one trip: messages → events → summaries → rollups → review queue.
 */
export async function recordReports(
  tx: Transaction,
  arrived: readonly Arrived<PreparedReport>[],
  items: number,
  end: (noted: Noted) => readonly Promise<unknown>[],
): Promise<Recorded[]> {
  const reports = inOrder(arrived);
  const claimed = await claimAndLock(
    tx,
    reports.map(({ arrival }) => namingOf(arrival)),
  );
  const { refs, before } = claimed;
  const asStored = await mergeNamed(tx, claimed);
  const named = nameReports(reports, refs, asStored.messages);
  const isDropped = ({ event }: ArrivedReport) => refs.dropped.has(event.messageId);
  const kept = named.filter((arrival) => !isDropped(arrival));
  const merged = refs.sameMessage.map(({ older }) => older);
  const { arrivals: harmless, messages, events: knownEvents } = await hideNumbers(tx, kept, asStored, merged);
  const arrivals = withoutKnownAnswers(harmless, knownEvents.values());
  const { outcomes, fresh, again, further, events: all } = judgeReports(arrivals, knownEvents);
  const events = byMessage(all);
  const joined = await joinAttempts(tx, arrivals, messages, before, refs.sameMessage);
  const born = bornOfCallbacks(refs, messages, arrivals, events, joined.attemptOf);
  const known = new Map([...messages, ...born.map(({ locked }) => [locked.id, locked] as const)]);
  const filled = fillMessages(
    known,
    arrivals.map(({ report, event: { messageId: id } }) => {
      return { id, report: { verificationId: joined.attemptOf.get(id), ...report } };
    }),
  );

  const isFirst = (_: ArrivedReport, index: number) => outcomes[index] === "stored";
  const isFurther = (_: ArrivedReport, index: number) => outcomes[index] !== "stored";
  const tallies = [
    ...arrivals.flatMap(({ report }, index) => callbackTally(report, outcomes[index])),
    ...named.filter(isDropped).flatMap(({ report }) => callbackTally(report, "after_retention")),
  ];
  const review = [
    ...arrivals.flatMap((arrival, index) => remarksOn(arrival, outcomes[index], refs.contradicting)),
    ...differingRecipients(arrivals, filled.differing),
    ...joined.review,
  ];
  await together([
    tx.query(lockTimeout(COUNT_PATIENCE_MS)),
    insertMessages(tx, born),
    writeFillings(tx, filled.fillings),
    insertEvents(tx, fresh),
    recordEvents(tx, again),
    insertPayloads(tx, arrivals.filter(isFirst).map(payloadOf)),
    recordPayloads(tx, arrivals.filter(isFurther).map(payloadOf)),
    settleMessages(tx, before, filled.messages.values(), {
      events,
      behind: () => [recordDuplicates(tx, further), ...end({ tallies, review })],
    }),
  ]);
  await uniteUnnamed(tx, joined.same, reports.at(-1)?.arrival.event.receivedAt ?? new Date(0));
  return countByItem(items, arrivals, outcomes);
}

/** The rows of counts are everybody's: whoever holds one commits it next. */
const COUNT_PATIENCE_MS = 700;

function inOrder(reports: readonly Arrived<PreparedReport>[]): Arrived<PreparedReport>[] {
  return [...reports].sort((a, b) => a.arrival.event.receivedAt.getTime() - b.arrival.event.receivedAt.getTime());
}

/** The locked messages and their events by key, those merged that refs showed to be one. */
async function mergeNamed(tx: Transaction, { refs, before, events }: ClaimedMessages) {
  // Registered since its ref was read: then the plan would have been another one.
  const clash = refs.sameMessage.some(
    (pair) => before.get(pair.older)?.registeredAt && before.get(pair.younger)?.registeredAt,
  );
  if (clash) throw new StartAgain();
  const messages = await mergePairs(tx, before, refs.sameMessage);
  const asStored = messages.size < before.size ? await readEvents(tx, [...messages.keys()]) : events;
  return { messages, events: new Map([...asStored.values()].flat().map((event) => [eventKey(event), event])) };
}

/** The messages that a callback is the first to name. */
function bornOfCallbacks(
  refs: ResolvedRefs,
  known: ReadonlyMap<string, LockedMessage>,
  arrivals: readonly ArrivedReport[],
  events: ReadonlyMap<string, readonly NewEvent[]>,
  attemptOf: ReadonlyMap<string, string>,
): BornMessage[] {
  const first = new Map<string, PreparedReport>();
  for (const { report, event } of arrivals) {
    if (!known.has(event.messageId) && !first.has(event.messageId)) first.set(event.messageId, report);
  }
  // Dropped since its ref was read: read again, that is a tombstone.
  if ([...first.keys()].some((id) => !refs.created.has(id))) throw new StartAgain();
  return [...first].map(([id, report]) => {
    return bornMessage(bornOfCallback(id, report, attemptOf.get(id)), events.get(id));
  });
}

function bornOfCallback(id: string, report: PreparedReport, verificationId: string | undefined): NewMessage {
  const { connection, event } = report;
  return {
    id,
    connectionId: connection.id,
    provider: connection.provider,
    providerMessageId: report.providerMessageId,
    origin: "callback" as const,
    carrierMccMnc: report.carrierMccMnc,
    carrierName: report.carrierName,
    parts: report.parts,
    price: report.price,
    currency: report.currency,
    recipient: report.recipient,
    verificationId,
    deadlineAt: new Date(event.receivedAt.getTime() + connection.receiptDeadlineSeconds * 1000),
    cryptoId: randomUUID(),
    createdAt: event.receivedAt,
  };
}

function payloadOf({ report, event: { messageId, dedupeKey, receivedAt } }: ArrivedReport): NewPayload {
  return { messageId, dedupeKey, receivedAt, ...report.body };
}
