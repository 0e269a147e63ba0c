import type { ClientBase } from "pg";
import { readPool } from "@/lib/db";
import { firstIdAt } from "@/lib/ids";

const PARTITIONED = ["messages", "message_events", "event_payloads", "event_duplicates"] as const;
const MONTHS_AHEAD = 3;

/**
 * Makes the missing monthly partitions from the month of `from` to that of `to`, and says how many it made.
 * Safe between processes, and ingest goes on: a table is filled in beside its parent and then attached.
 */
export async function ensurePartitions(client: ClientBase, from: Date, to: Date): Promise<number> {
  const wanted = monthsBetween(from, to).flatMap((month) => PARTITIONED.map((parent) => ({ parent, month })));
  const isMissing = await missingIn(client);
  if (!wanted.some(isMissing)) return 0;
  await client.query("BEGIN");
  try {
    await lockPartitions(client);
    const missing = wanted.filter(await missingIn(client));
    for (const { parent, month } of missing) await createPartition(client, parent, month);
    await client.query("COMMIT");
    return missing.length;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}

/** The partitions of this month and of the next three. */
export async function makePartitionsAhead(now: Date): Promise<number> {
  return ensureFromPool(now, addMonths(now, MONTHS_AHEAD));
}

/** The partitions that a message first seen at `at` needs. */
export async function ensurePartitionFor(at: Date): Promise<number> {
  return ensureFromPool(at, at);
}

async function ensureFromPool(from: Date, to: Date): Promise<number> {
  const client = await readPool().connect();
  try {
    return await ensurePartitions(client, from, to);
  } finally {
    client.release();
  }
}

type Wanted = { parent: (typeof PARTITIONED)[number]; month: Date };

async function missingIn(client: ClientBase): Promise<(partition: Wanted) => boolean> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT child.relname AS name FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
      WHERE inhparent = ANY ($1::regclass[])`,
    [PARTITIONED],
  );
  const existing = new Set(rows.map(({ name }) => name));
  return ({ parent, month }) => !existing.has(partitionName(parent, month));
}

// One row lock, so that two processes do not make the same table; an advisory lock would not pass every pooler.
async function lockPartitions(client: ClientBase): Promise<void> {
  await client.query("INSERT INTO settings (name) VALUES ('partitions') ON CONFLICT DO NOTHING");
  await client.query("SELECT FROM settings WHERE name = 'partitions' FOR UPDATE");
}

async function createPartition(client: ClientBase, parent: string, month: Date): Promise<void> {
  const name = `partitions.${partitionName(parent, month)}`;
  const bounds = `FROM ('${firstIdAt(month)}') TO ('${firstIdAt(addMonths(month, 1))}')`;
  await client.query(`CREATE TABLE IF NOT EXISTS ${name} (LIKE public.${parent} INCLUDING ALL)`);
  await client.query(`ALTER TABLE public.${parent} ATTACH PARTITION ${name} FOR VALUES ${bounds}`);
}

function partitionName(parent: string, month: Date): string {
  return `${parent}_${month.toISOString().slice(0, 7).replace("-", "_")}`;
}

function monthsBetween(from: Date, to: Date): Date[] {
  const months: Date[] = [];
  for (let month = addMonths(from, 0); month <= to; month = addMonths(month, 1)) months.push(month);
  return months;
}

/** The first instant of the month that lies `count` months after that of `at`, in UTC. */
function addMonths(at: Date, count: number): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + count, 1));
}
