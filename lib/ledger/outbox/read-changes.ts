import { setTimeout as sleep } from "node:timers/promises";
import { readPool } from "@/lib/db";
import { AppError } from "@/lib/errors";

/** Transactions of ours end sooner: a statement or an idle one is given up before. */
const EARLIER_END_WITHIN_MS = 30_000;
const ASK_AGAIN_MS = 15;

/**
 * From here on `reader` is told of these subjects (`EVERYTHING` for all), for so long as it renews. What commits after
 * this has returned reaches it; what committed before may not have, and is to be read where it stands.
 */
export async function beginReading(reader: string, subjects: readonly string[], leaseSeconds: number): Promise<void> {
  await readPool().query({ name: "begin-reading", text: BEGIN, values: [reader, subjects, leaseSeconds] });
  await untilEarlierEnd();
}

/** Puts off the end of what is still in force, and returns it: what is not there has lapsed, and begins anew. */
export async function renewReading(reader: string, leaseSeconds: number): Promise<string[]> {
  const values = [reader, leaseSeconds];
  const { rows } = await readPool().query<{ subject: string }>({ name: "renew-reading", text: RENEW, values });
  return rows.map(({ subject }) => subject);
}

/** Ends the interest in these subjects; with the last of them, what the reader has not taken yet is forgotten. */
export async function endReading(reader: string, subjects: readonly string[]): Promise<void> {
  await readPool().query({ name: "end-reading", text: END, values: [reader, subjects] });
  await readPool().query({ name: "forget-unread", text: FORGET_UNREAD, values: [reader] });
}

/**
 * Waits for whoever looked for readers before this one stood there: a transaction holds the lock of the table that it
 * writes to from then until its end. Nobody waits for us meanwhile.
 */
async function untilEarlierEnd(): Promise<void> {
  const until = Date.now() + EARLIER_END_WITHIN_MS;
  for (let earlier = await writers(); earlier.length > 0; earlier = await writers(earlier)) {
    if (Date.now() > until) throw new AppError("unavailable", "A transaction that began earlier does not end.");
    await sleep(ASK_AGAIN_MS);
  }
}

async function writers(among: readonly string[] | null = null): Promise<string[]> {
  const { rows } = await readPool().query<{ id: string }>({ name: "outbox-writers", text: WRITERS, values: [among] });
  return rows.map(({ id }) => id);
}

const BEGIN = `
  INSERT INTO outbox_interests (subject, reader, expires_at)
  SELECT DISTINCT subject, $1, now() + make_interval(secs => $3) FROM unnest($2::uuid[]) AS s (subject) ORDER BY subject
  ON CONFLICT (subject, reader) DO UPDATE SET expires_at = excluded.expires_at`;
const RENEW = `
  UPDATE outbox_interests SET expires_at = now() + make_interval(secs => $2)
   WHERE reader = $1 AND expires_at > now() RETURNING subject`;
const END = "DELETE FROM outbox_interests WHERE reader = $1 AND subject = ANY ($2::uuid[])";
const FORGET_UNREAD = `
  DELETE FROM outbox WHERE reader = $1 AND NOT EXISTS (SELECT FROM outbox_interests WHERE reader = $1)`;
/** A transaction's name is never given again while the server runs. */
const WRITERS = `
  SELECT virtualtransaction AS id FROM pg_locks
   WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database())
     AND relation = 'outbox'::regclass AND mode = 'RowExclusiveLock' AND granted
     AND ($1::text[] IS NULL OR virtualtransaction = ANY ($1))`;
