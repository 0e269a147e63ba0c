import type { ClientBase } from "pg";
import { readPool, type Tx } from "@/lib/db";
import { firstIdAt } from "@/lib/ids";

export const PARTITIONED = ["messages", "message_events", "event_payloads", "event_duplicates"] as const;
export type PartitionedTable = (typeof PARTITIONED)[number];
const MONTHS_AHEAD = 3;

/**
 * Makes the missing monthly partitions from the month of `from` to that of `to`, and says how many it made; a month
 * that was dropped stays gone. Safe between processes, and ingest goes on: a table is filled in beside its parent
 * and then attached.
 */
export async function ensurePartitions(client: ClientBase, from: Date, to: Date): Promise<number> {
  const wanted = monthsBetween(from, to).flatMap((month) => PARTITIONED.map((parent) => ({ parent, month })));
  const isMissing = await missingIn(client);
  if (!wanted.some(isMissing)) return 0;
  await client.query("BEGIN");
  try {
    const keptFrom = await lockPartitions(client);
    const isStillMissing = await missingIn(client);
    const missing = wanted.filter((one) => one.month >= keptFrom && isStillMissing(one));
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

/** From here on no month before `month` is made again. In the transaction that decides to drop them. */
export async function keepPartitionsFrom(tx: Tx, month: Date): Promise<void> {
  const value = JSON.stringify({ from: month.toISOString() });
  await tx.$executeRaw`
    INSERT INTO settings (name, value) VALUES ('partitions', ${value}::jsonb)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value, version = settings.version + 1, updated_at = now()
     WHERE coalesce(settings.value->>'from', '') < excluded.value->>'from'`;
}

export type Partition = {
  parent: PartitionedTable;
  name: string;
  month: Date;
  /** `detaching`: the process that detached it was cut off; `detached`: a table that waits to be dropped. */
  state: "attached" | "detaching" | "detached";
  bytes: number;
};

/** All partitions, oldest first, with those that a cut-off drop has left behind. */
export async function listPartitions(client: Pick<ClientBase, "query">): Promise<Partition[]> {
  const { rows } = await client.query<Omit<Partition, "parent" | "month">>(LIST);
  return rows.flatMap((row) => {
    const [, parent, year, month] = NAME.exec(row.name) ?? [];
    if (!parent) return [];
    return [{ ...row, parent: parent as PartitionedTable, month: new Date(Date.UTC(Number(year), Number(month) - 1)) }];
  });
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

type Wanted = { parent: PartitionedTable; month: Date };

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
async function lockPartitions(client: ClientBase): Promise<Date> {
  await client.query("INSERT INTO settings (name) VALUES ('partitions') ON CONFLICT DO NOTHING");
  const { rows } = await client.query<{ from: string | null }>(
    "SELECT value->>'from' AS from FROM settings WHERE name = 'partitions' FOR UPDATE",
  );
  return new Date(rows[0]?.from ?? 0);
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
export function addMonths(at: Date, count: number): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + count, 1));
}

const NAME = new RegExp(`^(${PARTITIONED.join("|")})_(\\d{4})_(\\d{2})$`);
const LIST = `
  SELECT c.relname AS name, coalesce(pg_total_relation_size(c.oid), 0)::float8 AS bytes,
         CASE WHEN i.inhrelid IS NULL THEN 'detached' WHEN i.inhdetachpending THEN 'detaching' ELSE 'attached' END AS state
    FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
   WHERE c.relnamespace = 'partitions'::regnamespace AND c.relkind = 'r'
   ORDER BY right(c.relname, 7), c.relname`;
