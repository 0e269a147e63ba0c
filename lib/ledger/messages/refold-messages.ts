import { withRows } from "../sql/array-statement";
import { idRange } from "../sql/id-range";
import type { Transaction } from "../sql/transaction";
import type { LockedMessage } from "./lock-messages";
import { byMessage, type NewEvent, READ_EVENTS } from "./record-events";
import { SUMMARY_COLUMNS, sameSummary, storedSummary, summaryRow } from "./stored-summary";

type Refolded = {
  /** Every message as it is now. */
  messages: LockedMessage[];
  /** Those of them whose summary is another one than before. */
  changed: LockedMessage[];
};

/** Sums locked messages up anew from all the events there are of them. */
export function refoldMessages(
  locked: readonly LockedMessage[],
  events: ReadonlyMap<string, readonly NewEvent[]>,
): Refolded {
  const messages = locked.map((message) => ({ ...message, ...storedSummary(message, events.get(message.id) ?? []) }));
  return { messages, changed: messages.filter((after, index) => !sameSummary(after, locked[index] as LockedMessage)) };
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
