import { readPool } from "@/lib/db";
import type { Ledger } from "./ledger";

export type Unaccounted = {
  /** Acknowledged more often than stored. */
  lost: string[];
  /** Stored more often than acknowledged, or under two messages. */
  doubled: string[];
};

type Stored = { id: string; ref: string; events: number };

const PAGE = 10_000;
const SHOWN = 50;
const FIRST_ID = "00000000-0000-0000-0000-000000000000";

/**
 * Compares the ledger with the messages and events of the load's connection, a page at a time: a million
 * references are no matter. Call it when the load has stopped. At most 50 references of each kind.
 */
export async function unaccounted(ledger: Ledger, connectionId: string): Promise<Unaccounted> {
  const owed = new Map<string, number>();
  for (const reference of ledger.read()) owed.set(reference, (owed.get(reference) ?? 0) + 1);
  const seen = new Set<string>();
  const doubled: string[] = [];
  for await (const { ref, events } of storedMessages(connectionId)) {
    const acknowledged = owed.get(ref) ?? 0;
    if (seen.has(ref) || events > acknowledged) doubled.push(ref);
    seen.add(ref);
    if (events < acknowledged) owed.set(ref, acknowledged - events);
    else owed.delete(ref);
  }
  return { lost: [...owed.keys()].slice(0, SHOWN), doubled: doubled.slice(0, SHOWN) };
}

async function* storedMessages(connectionId: string): AsyncGenerator<Stored> {
  let after = FIRST_ID;
  for (;;) {
    const { rows } = await readPool().query<Stored>(NEXT_MESSAGES, [after, connectionId]);
    if (rows.length === 0) return;
    yield* rows;
    after = rows.at(-1)?.id ?? after;
  }
}

const NEXT_MESSAGES = `
  SELECT id, provider_message_id AS ref,
         (SELECT count(*)::int FROM message_events e WHERE e.message_id = m.id) AS events
    FROM messages m
   WHERE id > $1 AND connection_id = $2 AND merged_into IS NULL ORDER BY id LIMIT ${PAGE}`;
