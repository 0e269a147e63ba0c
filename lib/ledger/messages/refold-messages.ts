import { withRows } from "../sql/array-statement";
import { idRange } from "../sql/id-range";
import type { Transaction } from "../sql/transaction";
import type { LockedMessage } from "./lock-messages";
import { byMessage, type NewEvent, READ_EVENTS } from "./record-events";
import { SUMMARY_COLUMNS, sameSummary, storedSummary, summaryRow, tellsTheSame } from "./stored-summary";

type Refolded = {
  /** Every message as it is now. */
  messages: LockedMessage[];
  /** Those of them that their rows do not say yet. */
  unwritten: LockedMessage[];
  /** Those of which readers are to be told: since they were locked, they have come to say something else. */
  changed: LockedMessage[];
};

/**
 * Sums locked messages up anew from all the events there are of them. `before` holds them as they were locked; `now`
 * may say more by then (what the app attached, or a message that was merged into it).
 */
export function refoldMessages(
  before: ReadonlyMap<string, LockedMessage>,
  now: readonly LockedMessage[],
  events: ReadonlyMap<string, readonly NewEvent[]>,
): Refolded {
  const refolded: Refolded = { messages: [], unwritten: [], changed: [] };
  for (const row of now) {
    const message = { ...row, ...storedSummary(row, events.get(row.id) ?? []) };
    const isChanged = !tellsTheSame(message, before.get(row.id) ?? row);
    if (isChanged) {
      message.version += 1;
      refolded.changed.push(message);
    }
    if (isChanged || !sameSummary(message, row)) refolded.unwritten.push(message);
    refolded.messages.push(message);
  }
  return refolded;
}

/** All events of some messages, by message id. */
export async function readEvents(tx: Transaction, ids: readonly string[]): Promise<Map<string, NewEvent[]>> {
  if (ids.length === 0) return new Map();
  const { rows } = await tx.query<NewEvent>({
    name: "read-events",
    text: READ_EVENTS,
    values: [ids, ...idRange(ids)],
  });
  return byMessage(rows);
}

/** A message is inserted with its first summary; after that only this writes one. */
export async function writeSummaries(tx: Transaction, messages: readonly LockedMessage[]): Promise<void> {
  if (messages.length === 0) return;
  const rows = messages.map((message) => ({ id: message.id, version: message.version, ...summaryRow(message) }));
  await tx.query(SUMMARIES.query(rows, ...idRange(messages.map(({ id }) => id))));
}

const SUMMARIES = withRows(
  "write-summaries",
  { id: "uuid", version: "integer", ...SUMMARY_COLUMNS },
  `UPDATE messages m SET version = r.version, ${Object.keys(SUMMARY_COLUMNS)
    .map((name) => `${name} = r.${name}`)
    .join(", ")},
          updated_at = greatest(m.updated_at, r.last_event_at)
     FROM $rows
    WHERE m.id = r.id AND m.id BETWEEN $more1 AND $more2`,
);
