import { readPool } from "@/lib/db";
import { firstIdAt } from "@/lib/ids";
import { insertRows } from "@/lib/ledger/sql/array-statement";
import { firstPoll } from "./poll-times";
import { type AwaitedMessage, COLUMNS, timesOf } from "./read-awaited";

const BATCH = 1_000;
/** By then most messages have their receipt, and are never listed; what is registered now is committed. */
const LAG_MS = { polledOnly: 3_000, withCallbacks: 20_000 };
/** Where nothing came, how far it was looked is written down as seldom. */
const SELDOM_MS = 30_000;

type Polled = { id: string; isPolledOnly: boolean };

/** Lists the messages of a connection that came since the last time and still await a receipt, each with its first time. */
export async function listAwaited(connection: Polled, now: Date): Promise<void> {
  const lag = connection.isPolledOnly ? LAG_MS.polledOnly : LAG_MS.withCallbacks;
  const end = firstIdAt(new Date(now.getTime() - lag));
  for (;;) {
    const from = await listedTo(connection.id);
    if (from === null || from >= end) return;
    const messages = await readWaiting(connection.id, from, end);
    const rows = await Promise.all(messages.map((message) => pollRow(message, connection, now)));
    if (rows.length > 0) await readPool().query(LIST.query(rows));
    const last = messages.length === BATCH ? messages.at(-1)?.id : undefined;
    if (rows.length === 0 && from > firstIdAt(new Date(now.getTime() - lag - SELDOM_MS))) return;
    await readPool().query({ name: "poll-listed-to", text: LISTED, values: [connection.id, last ?? end] });
    if (last === undefined) return;
  }
}

/** Lists all since a time that have no final status, whatever their times are, to be asked about now. Says how many. */
export async function listSince(connection: Polled, since: Date, now: Date): Promise<number> {
  const values = [connection.id, firstIdAt(since), firstIdAt(now), now];
  return (await readPool().query({ name: "list-polls-since", text: LIST_SINCE, values })).rowCount ?? 0;
}

async function listedTo(connectionId: string): Promise<string | null> {
  const text = "SELECT listed_to FROM connection_polls WHERE connection_id = $1";
  const { rows } = await readPool().query({ name: "polls-listed-to", text, values: [connectionId] });
  return rows[0]?.listed_to ?? null;
}

async function readWaiting(connectionId: string, from: string, end: string): Promise<AwaitedMessage[]> {
  const values = [connectionId, from, end];
  return (await readPool().query<AwaitedMessage>({ name: "read-waiting", text: WAITING, values })).rows;
}

async function pollRow(message: AwaitedMessage, connection: Polled, now: Date) {
  const dueAt = firstPoll(await timesOf(message, connection, now), now);
  return { message_id: message.id, connection_id: connection.id, due_at: dueAt };
}

const WAITING = `
  SELECT ${COLUMNS} FROM messages m
   WHERE m.connection_id = $1 AND m.id >= $2 AND m.id < $3 AND m.awaits_receipt
   ORDER BY m.id LIMIT ${BATCH}`;
const LIST = insertRows(
  "message_polls",
  { message_id: "uuid", connection_id: "uuid", due_at: "timestamptz" },
  "ON CONFLICT (message_id) DO NOTHING",
);
const LISTED = "UPDATE connection_polls SET listed_to = greatest(listed_to, $2) WHERE connection_id = $1";
const LIST_SINCE = `
  INSERT INTO message_polls AS p (message_id, connection_id, due_at)
  SELECT m.id, m.connection_id, $4 FROM messages m
   WHERE m.connection_id = $1 AND m.id >= $2 AND m.id < $3 AND m.merged_into IS NULL
     AND m.registered_at IS NOT NULL AND m.provider_message_id IS NOT NULL AND (m.awaits_receipt OR m.status = 'unknown')
  ON CONFLICT (message_id) DO UPDATE SET due_at = least(p.due_at, excluded.due_at)`;
