import type pg from "pg";
import type { SignedPayloads } from "./payloads";

/** How much is stored of what callbacks bring. */
export type StoredCounts = Record<"messages" | "refs" | "events" | "payloads" | "duplicates" | "counted", number>;

export async function countStored(client: pg.Client): Promise<StoredCounts> {
  const { rows } = await client.query<StoredCounts>(
    `SELECT (SELECT count(*)::int FROM messages) AS messages,
            (SELECT count(*)::int FROM message_refs) AS refs,
            (SELECT count(*)::int FROM message_events) AS events,
            (SELECT count(*)::int FROM event_payloads) AS payloads,
            (SELECT count(*)::int FROM event_duplicates) AS duplicates,
            (SELECT coalesce(sum(stored + duplicate), 0)::int FROM callback_rollups) AS counted`,
  );
  return rows[0] as StoredCounts;
}

/** Throws unless exactly the rows of `signed` came in between. */
export function requireStored(what: string, signed: SignedPayloads, before: StoredCounts, after: StoredCounts): void {
  const { payloads, unique, messages } = signed;
  const wanted: StoredCounts = {
    messages,
    refs: messages,
    events: unique,
    payloads: unique,
    duplicates: payloads.length - unique,
    counted: payloads.length,
  };
  for (const name of Object.keys(wanted) as (keyof StoredCounts)[]) {
    const came = after[name] - before[name];
    if (came !== wanted[name]) throw new Error(`${what}: ${came} ${name} were stored instead of ${wanted[name]}.`);
  }
}
