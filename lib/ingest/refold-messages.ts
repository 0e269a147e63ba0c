import type { DeliverySummary } from "@/lib/delivery/delivery-event";
import { summarise } from "@/lib/delivery/summarise";
import { withRows } from "./array-statement";
import { idRange } from "./id-range";
import type { LockedMessage } from "./lock-messages";
import { type NewEvent, READ_EVENTS } from "./record-events";
import type { Transaction } from "./transaction";

/**
 * Recomputes the summaries of locked messages from all their events, writes those that differ, and returns
 * every message as it is now. Nothing but this function ever writes a summary.
 */
export async function refoldMessages(tx: Transaction, locked: readonly LockedMessage[]): Promise<LockedMessage[]> {
  if (locked.length === 0) return [];
  const events = await readEvents(
    tx,
    locked.map(({ id }) => id),
  );
  const folded = locked.map((message) => ({ ...message, ...storedSummary(events.get(message.id) ?? []) }));
  const changed = folded.filter((after, index) => !sameSummary(after, locked[index] as LockedMessage));
  await writeSummaries(tx, changed);
  return folded;
}

/** All events of some messages, by message id. */
export async function readEvents(tx: Transaction, ids: readonly string[]): Promise<Map<string, NewEvent[]>> {
  const { rows } = await tx.query<NewEvent>({
    name: "read-events",
    text: READ_EVENTS,
    values: [ids, ...idRange(ids)],
  });
  const byMessage = new Map<string, NewEvent[]>();
  for (const row of rows) {
    const list = byMessage.get(row.messageId);
    if (list) list.push(row);
    else byMessage.set(row.messageId, [row]);
  }
  return byMessage;
}

type StoredSummary = Omit<DeliverySummary, "decidedBy"> & Pick<LockedMessage, "decidedBy" | "awaitsReceipt">;

function storedSummary(events: readonly NewEvent[]): StoredSummary {
  const summary = summarise(events);
  return {
    ...summary,
    decidedBy: summary.decidedBy === null ? null : Buffer.from(summary.decidedBy, "hex"),
    awaitsReceipt: !summary.isFinal && !events.some(({ source }) => source === "timeout"),
  };
}

const SUMMARY_FIELDS = [
  "status",
  "isFinal",
  "conflicting",
  "partial",
  "errorCode",
  "failureCategory",
  "decidedBy",
  "firstEventAt",
  "deliveredAt",
  "lastEventAt",
  "awaitsReceipt",
] as const satisfies readonly (keyof StoredSummary)[];

function sameSummary(a: StoredSummary, b: StoredSummary): boolean {
  return SUMMARY_FIELDS.every((field) => comparable(a[field]) === comparable(b[field]));
}

function comparable(value: unknown): unknown {
  if (value instanceof Date) return value.getTime();
  return Buffer.isBuffer(value) ? value.toString("hex") : value;
}

async function writeSummaries(tx: Transaction, messages: readonly LockedMessage[]): Promise<void> {
  if (messages.length === 0) return;
  const rows = messages.map((message) => ({
    id: message.id,
    status: message.status,
    is_final: message.isFinal,
    conflicting: message.conflicting,
    partial: message.partial,
    error_code: message.errorCode,
    failure_category: message.failureCategory,
    decided_by: message.decidedBy,
    first_event_at: message.firstEventAt,
    delivered_at: message.deliveredAt,
    last_event_at: message.lastEventAt,
    awaits_receipt: message.awaitsReceipt,
  }));
  await tx.query(SUMMARIES.query(rows, ...idRange(messages.map(({ id }) => id))));
}

const SUMMARIES = withRows(
  "write-summaries",
  {
    id: "uuid",
    status: "text",
    is_final: "boolean",
    conflicting: "boolean",
    partial: "boolean",
    error_code: "text",
    failure_category: "text",
    decided_by: "bytea",
    first_event_at: "timestamptz",
    delivered_at: "timestamptz",
    last_event_at: "timestamptz",
    awaits_receipt: "boolean",
  },
  `UPDATE messages m SET status = r.status, is_final = r.is_final, conflicting = r.conflicting, partial = r.partial,
          error_code = r.error_code, failure_category = r.failure_category, decided_by = r.decided_by,
          first_event_at = r.first_event_at, delivered_at = r.delivered_at, last_event_at = r.last_event_at, awaits_receipt = r.awaits_receipt,
          updated_at = greatest(m.updated_at, r.last_event_at)
     FROM $rows
    WHERE m.id = r.id AND m.id BETWEEN $more1 AND $more2`,
);
