import type { Channel } from "@/lib/delivery/fold/status";
import type { VerificationEventType } from "@/lib/delivery/fold/verification-event";
import { insertRows } from "../sql/array-statement";
import { sortByKey } from "../sql/sort-by-key";
import type { Transaction } from "../sql/transaction";

/** An event that a provider's verification service reports of a locked attempt. */
export type ReportedEvent = {
  attemptId: string;
  eventId: string;
  connectionId: string;
  type: VerificationEventType;
  rawStatus: string;
  at: Date;
  receivedAt: Date;
  channel: Channel | null;
  codeExpiresAt: Date | null;
  bodyHash: string;
};

export type ReportedOutcome = "stored" | "duplicate" | "differing";

/**
 * Writes events, each once by its id: a repetition keeps the earliest times, whatever the order of arrival, and counts.
 * Says of each, in the order given, whether it was the first; one of the same id that says otherwise differs.
 */
export async function recordReportedEvents(
  tx: Transaction,
  events: readonly ReportedEvent[],
): Promise<ReportedOutcome[]> {
  if (events.length === 0) return [];
  const folded = new Map<string, ReportedEvent & { arrivals: number }>();
  for (const event of events) folded.set(keyOf(event), repeated(folded.get(keyOf(event)), event));
  const rows = sortByKey([...folded.values()], keyOf).map(rowOf);
  const stored = await tx.query<Stored>(UPSERT.query(rows));
  const byKey = new Map(stored.rows.map((row) => [`${row.attemptId} ${row.eventId}`, row]));
  const seen = new Set<string>();
  return events.map((event) => {
    const [key, row] = [keyOf(event), byKey.get(keyOf(event))];
    const isFirst = row?.duplicateCount === (folded.get(key)?.arrivals ?? 0) - 1 && !seen.has(key);
    seen.add(key);
    if (isFirst) return "stored";
    return row?.type === event.type && row.rawStatus === event.rawStatus ? "duplicate" : "differing";
  });
}

type Stored = { attemptId: string; eventId: string; duplicateCount: number; type: string; rawStatus: string };

function keyOf({ attemptId, eventId }: ReportedEvent): string {
  return `${attemptId} ${eventId}`;
}

function repeated(known: (ReportedEvent & { arrivals: number }) | undefined, event: ReportedEvent) {
  if (!known) return { ...event, arrivals: 1 };
  return {
    ...known,
    at: earliest(known.at, event.at),
    receivedAt: earliest(known.receivedAt, event.receivedAt),
    arrivals: known.arrivals + 1,
  };
}

function earliest(a: Date, b: Date): Date {
  return a < b ? a : b;
}

function rowOf(event: ReportedEvent & { arrivals: number }) {
  return {
    verification_id: event.attemptId,
    event_id: event.eventId,
    type: event.type,
    at: event.at,
    received_at: event.receivedAt,
    channel: event.channel,
    code_expires_at: event.codeExpiresAt,
    body_hash: Buffer.from(event.bodyHash, "hex"),
    connection_id: event.connectionId,
    raw_status: event.rawStatus,
    duplicate_count: event.arrivals - 1,
  };
}

/** A row that was there counts all that comes as repetitions: its count is higher than that of one which was not. */
const UPSERT = insertRows(
  "verification_events",
  {
    verification_id: "uuid",
    event_id: "text",
    type: "text",
    at: "timestamptz",
    received_at: "timestamptz",
    channel: "text",
    code_expires_at: "timestamptz",
    body_hash: "bytea",
    connection_id: "uuid",
    raw_status: "text",
    duplicate_count: "integer",
  },
  `ON CONFLICT (verification_id, event_id) DO UPDATE
      SET at = least(verification_events.at, excluded.at),
          received_at = least(verification_events.received_at, excluded.received_at),
          duplicate_count = verification_events.duplicate_count + excluded.duplicate_count + 1
   RETURNING verification_id AS "attemptId", event_id AS "eventId", duplicate_count AS "duplicateCount",
             type, raw_status AS "rawStatus"`,
);
