import { mayHoldNumber } from "@/lib/delivery/recipient/carries-number";
import { hideNumbers as hideStoredNumbers } from "@/lib/ledger/messages/hide-numbers";
import { type LockedMessage, lockMessages } from "@/lib/ledger/messages/lock-messages";
import { numbersOfMessages } from "@/lib/ledger/messages/numbers-of-messages";
import { eventKey, type NewEvent } from "@/lib/ledger/messages/record-events";
import { readEvents } from "@/lib/ledger/messages/refold-messages";
import type { Transaction } from "@/lib/ledger/sql/transaction";
import { type ReportTexts, withoutNumbers } from "./harmless-report";
import type { ArrivedReport } from "./judge-reports";
import type { PreparedReport } from "./prepare-reports";

export type KnownMessages = { messages: Map<string, LockedMessage>; events: Map<string, NewEvent> };

/**
 * What one side knows of a message's recipient, the other may hold in clear: a receipt that does not tell it, or what
 * was stored before it was told. Gives both without it. Nearly every batch has nothing to hide, and costs no trip.
 * `merged`: messages that have just become one of two, with what both held.
 */
export async function hideNumbers<A extends ArrivedReport>(
  tx: Transaction,
  arrivals: readonly A[],
  known: KnownMessages,
  merged: readonly string[],
): Promise<KnownMessages & { arrivals: A[] }> {
  const strangers = arrivals.filter((arrival) => !namesRecipient(arrival, known.messages));
  const silent = strangers.filter(({ report }) => Object.values(textsOf(report)).some(mayHold));
  const opened = await numbersOfMessages(tx, [...new Set([...merged, ...silent.map(idOf)])]);
  const numbers = new Map([...opened].map(([id, number]) => [id, new Set([number])]));
  for (const { report, event } of arrivals) {
    if (report.number === null) continue;
    const others = numbers.get(event.messageId);
    if (others) others.add(report.number);
    else numbers.set(event.messageId, new Set([report.number]));
  }
  const touched = new Set([...merged, ...strangers.filter(({ report }) => report.number !== null).map(idOf)]);
  const stored = await hideStored(tx, touched, numbers, known);
  return { ...stored, arrivals: arrivals.map((arrival) => hidden(arrival, numbers.get(idOf(arrival)))) };
}

/** A receipt to the recipient that its message is known by. */
function namesRecipient({ report, event }: ArrivedReport, messages: ReadonlyMap<string, LockedMessage>): boolean {
  const message = messages.get(event.messageId);
  if (!message) return report.number !== null;
  return Boolean(message.recipientHash && report.recipient?.hash.equals(message.recipientHash));
}

function mayHold(text: string | null): boolean {
  return text !== null && mayHoldNumber(text);
}

function idOf({ event }: ArrivedReport): string {
  return event.messageId;
}

function hidden<A extends ArrivedReport>(arrival: A, numbers: ReadonlySet<string> = new Set()): A {
  const others = [...numbers].filter((number) => number !== arrival.report.number);
  if (others.length === 0) return arrival;
  const { providerMessageId, carrierName, ...ofEvent } = withoutNumbers(textsOf(arrival.report), others);
  const report = { ...arrival.report, providerMessageId, carrierName };
  const partId = arrival.event.providerMessageId && providerMessageId;
  return { ...arrival, report, event: { ...arrival.event, ...ofEvent, providerMessageId: partId } };
}

function textsOf({ providerMessageId, carrierName, event }: PreparedReport): ReportTexts {
  const { providerEventId, rawStatus, errorCode, rawReason, sender = null } = event;
  return { providerMessageId, providerEventId, rawStatus, errorCode, rawReason, sender, carrierName };
}

async function hideStored(
  tx: Transaction,
  ids: Iterable<string>,
  numbers: ReadonlyMap<string, ReadonlySet<string>>,
  known: KnownMessages,
): Promise<KnownMessages> {
  const there = [...ids].filter((id) => known.messages.has(id)).sort();
  const held = await hideStoredNumbers(tx, new Map(there.map((id) => [id, [...(numbers.get(id) ?? [])]])));
  if (held.size === 0) return known;
  const [messages, events] = [await lockMessages(tx, held), await readEvents(tx, [...held])];
  const asStored = [...events.values()].flat().map((event) => [eventKey(event), event] as const);
  return { messages: new Map([...known.messages, ...messages]), events: new Map([...known.events, ...asStored]) };
}
