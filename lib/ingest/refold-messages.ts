import { withRows } from "./array-statement";
import { idRange } from "./id-range";
import type { LockedMessage } from "./lock-messages";
import { byMessage, type NewEvent, READ_EVENTS } from "./record-events";
import { SUMMARY_COLUMNS, sameSummary, storedSummary, summaryRow } from "./stored-summary";
import type { Transaction } from "./transaction";

/**
 * Recomputes the summaries of locked messages from all their events, writes those that differ, and returns
 * every message as it is now. A message is inserted with its first summary; after that only this writes one.
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
  return byMessage(rows);
}

async function writeSummaries(tx: Transaction, messages: readonly LockedMessage[]): Promise<void> {
  if (messages.length === 0) return;
  const rows = messages.map((message) => ({ id: message.id, ...summaryRow(message) }));
  await tx.query(SUMMARIES.query(rows, ...idRange(messages.map(({ id }) => id))));
}

const SUMMARIES = withRows(
  "write-summaries",
  { id: "uuid", ...SUMMARY_COLUMNS },
  `UPDATE messages m SET ${Object.keys(SUMMARY_COLUMNS)
    .map((name) => `${name} = r.${name}`)
    .join(", ")},
          updated_at = greatest(m.updated_at, r.last_event_at)
     FROM $rows
    WHERE m.id = r.id AND m.id BETWEEN $more1 AND $more2`,
);
