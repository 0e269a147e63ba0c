import type { DeliveryEvent } from "@/lib/delivery/fold/delivery-event";
import { insertRows } from "../sql/array-statement";
import { sortByKey } from "../sql/sort-by-key";
import type { Transaction } from "../sql/transaction";

/** An event on its way into the tables: what it says, and the bytes that said it. */
export type NewEvent = DeliveryEvent & {
  messageId: string;
  /** Keyed hash of the callback's bytes, 32 hex digits. */
  bodyHash: string;
};

/** Every single arrival of an event, for the narrow list of duplicates. */
export type Arrived = {
  messageId: string;
  dedupeKey: string;
  bodyHash: string;
  receivedAt: Date;
  attempt: number | null;
};

/** Further arrivals kept one by one; beyond these only the count grows. */
const DUPLICATES_KEPT = 20;

/** Inserts events of locked messages that are not there yet, one row a key (fold them with `sameKey` first). */
export async function insertEvents(tx: Transaction, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.query(NEW_EVENTS.query(sortByKey(events, eventKey).map(eventRow)));
}

/**
 * The same for events that may be there: a key that is keeps the facts of its earliest arrival, and counts, as
 * `sameKey` does.
 */
export async function recordEvents(tx: Transaction, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.query(EVENTS.query(sortByKey(events, eventKey).map(eventRow)));
}

export function eventKey(event: { messageId: string; dedupeKey: string }): string {
  return `${event.messageId}:${event.dedupeKey}`;
}

export function byMessage(events: Iterable<NewEvent>): Map<string, NewEvent[]> {
  const groups = new Map<string, NewEvent[]>();
  for (const event of events) {
    const group = groups.get(event.messageId);
    if (group) group.push(event);
    else groups.set(event.messageId, [event]);
  }
  return groups;
}

/** Lists arrivals after the first; `ordinal` is which further arrival it is, from 1. */
export async function recordDuplicates(
  tx: Transaction,
  arrivals: readonly (Arrived & { ordinal: number })[],
): Promise<void> {
  const kept = arrivals.filter(({ ordinal }) => ordinal <= DUPLICATES_KEPT);
  if (kept.length === 0) return;
  await tx.query(
    DUPLICATES.query(
      kept.map((arrival) => ({
        message_id: arrival.messageId,
        dedupe_key: bytes(arrival.dedupeKey),
        ordinal: arrival.ordinal,
        body_hash: bytes(arrival.bodyHash),
        received_at: arrival.receivedAt,
        attempt: arrival.attempt,
      })),
    ),
  );
}

function eventRow(event: NewEvent) {
  return {
    message_id: event.messageId,
    dedupe_key: bytes(event.dedupeKey),
    body_hash: bytes(event.bodyHash),
    status: event.status,
    raw_status: event.rawStatus,
    error_code: event.errorCode,
    raw_reason: event.rawReason,
    failure_category: event.failureCategory,
    is_final: event.isFinal,
    said_by: event.saidBy,
    provider_event_id: event.providerEventId,
    channel: event.channel,
    part: event.part,
    provider_occurred_at: event.providerOccurredAt,
    received_at: event.receivedAt,
    source: event.source,
    mapping_version: event.mappingVersion,
    duplicate_count: event.duplicateCount,
    differs: event.differs,
    partial: event.partial ?? false,
    sender: event.sender ?? null,
    provider_message_id: event.providerMessageId ?? null,
    time_note: event.timeNote ?? null,
  };
}

function bytes(hex: string): Buffer {
  return Buffer.from(hex, "hex");
}

const EVENT_COLUMNS = {
  message_id: "uuid",
  dedupe_key: "bytea",
  body_hash: "bytea",
  status: "text",
  raw_status: "text",
  error_code: "text",
  raw_reason: "text",
  failure_category: "text",
  is_final: "boolean",
  said_by: "text",
  provider_event_id: "text",
  channel: "text",
  part: "smallint",
  provider_occurred_at: "timestamptz",
  received_at: "timestamptz",
  source: "text",
  mapping_version: "integer",
  duplicate_count: "integer",
  differs: "boolean",
  partial: "boolean",
  sender: "text",
  provider_message_id: "text",
  time_note: "text",
} as const;

/** Of several arrivals the earliest time told, whichever came first. */
const CLOCK = ["provider_occurred_at", "time_note"];
const FACTS = Object.keys(EVENT_COLUMNS).filter(
  (name) => !["message_id", "dedupe_key", "duplicate_count", "differs", ...CLOCK].includes(name),
);

/** What an arrival of a known key changes, for `INSERT … ON CONFLICT` and for a merge alike. */
export const ON_SAME_KEY = `
  ON CONFLICT (message_id, dedupe_key) DO UPDATE SET
    duplicate_count = message_events.duplicate_count + excluded.duplicate_count + 1,
    differs = message_events.differs OR excluded.differs OR message_events.body_hash <> excluded.body_hash,
    (${CLOCK.join(", ")}) = (
      SELECT at, note FROM (VALUES (message_events.provider_occurred_at, message_events.time_note),
                                   (excluded.provider_occurred_at, excluded.time_note)) AS told (at, note)
       ORDER BY at, note NULLS FIRST LIMIT 1),
    (${FACTS.join(", ")}) = (
      SELECT ${FACTS.map((name) => `CASE WHEN earlier THEN excluded.${name} ELSE message_events.${name} END`).join(", ")}
        FROM (SELECT (excluded.received_at, excluded.body_hash) < (message_events.received_at, message_events.body_hash)
                     AS earlier) AS arrival)`;

// `ON CONFLICT` costs half as much again, and another record in the log for each row that is new.
const NEW_EVENTS = insertRows("message_events", EVENT_COLUMNS);
const EVENTS = insertRows("message_events", EVENT_COLUMNS, ON_SAME_KEY);
const DUPLICATES = insertRows(
  "event_duplicates",
  {
    message_id: "uuid",
    dedupe_key: "bytea",
    ordinal: "integer",
    body_hash: "bytea",
    received_at: "timestamptz",
    attempt: "integer",
  },
  "ON CONFLICT DO NOTHING",
);

/** Statement of the events of some messages, oldest first. */
export const READ_EVENTS = `
  SELECT message_id AS "messageId", encode(dedupe_key, 'hex') AS "dedupeKey", encode(body_hash, 'hex') AS "bodyHash",
         status, raw_status AS "rawStatus", error_code AS "errorCode", raw_reason AS "rawReason",
         failure_category AS "failureCategory", is_final AS "isFinal", said_by AS "saidBy",
         provider_event_id AS "providerEventId", channel, part, provider_occurred_at AS "providerOccurredAt",
         received_at AS "receivedAt", source, mapping_version AS "mappingVersion",
         duplicate_count AS "duplicateCount", differs, partial, sender, provider_message_id AS "providerMessageId",
         time_note AS "timeNote"
    FROM message_events
   WHERE message_id = ANY ($1::uuid[]) AND message_id BETWEEN $2 AND $3`;
