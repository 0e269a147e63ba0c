import { readPool } from "@/lib/db";
import { ATTRIBUTIONS } from "@/lib/delivery/counts/verification-contribution";
import { CALLBACK_OUTCOMES } from "@/lib/delivery/fold/callback-outcome";
import { ATTEMPT_KEY, CARRIER_KEY, DELIVERY_KEY } from "@/lib/ledger/check-drift";
import { inTransaction, type Transaction } from "@/lib/ledger/sql/transaction";

/** The rollup tables: what counts stand under, which columns count, and the histogram beside them, if there is one. */
const TABLES = [
  { name: "delivery_rollups", key: DELIVERY_KEY, counters: ["count"], histogram: "latency" },
  { name: "carrier_rollups", key: CARRIER_KEY, counters: ["count"], histogram: null },
  {
    name: "verification_rollups",
    key: ATTEMPT_KEY,
    counters: ["count"],
    histogram: "latency",
    leading: ATTRIBUTIONS,
  },
  { name: "callback_rollups", key: "bucket_at, connection_id", counters: CALLBACK_OUTCOMES, histogram: "lag" },
] as const;
type Table = {
  name: string;
  key: string;
  counters: readonly string[];
  histogram: string | null;
  leading?: readonly string[];
};

const DAY_MS = 86_400_000;
/** Buckets are looked at until they are this old: receipts and verdicts come late. */
const LOOKED_BACK_MS = 8 * DAY_MS;
const SETTING = "compaction";

/**
 * Folds the slots of buckets older than a day into one, and drops rows that count nothing. No sum changes. Ingest
 * never waits for long, and is never waited for: rows that it holds are left for the next time. Returns how many
 * rows went; stops at `until` with whole days done.
 */
export async function compactRollups(now: Date, until?: Date): Promise<number> {
  const end = new Date(now.getTime() - DAY_MS);
  const settled = new Date(now.getTime() - LOOKED_BACK_MS);
  let removed = 0;
  let noted = await readNoted();
  for (let from = noted ?? (await oldestBucket()) ?? end; from < end; ) {
    const to = earlier(new Date(from.getTime() + DAY_MS), end);
    for (const table of TABLES) removed += await compactSpan(table, from, to);
    const reached = earlier(to, settled);
    if (!(await noteReached(noted, reached))) break;
    noted = reached;
    from = to;
    if (until && new Date() >= until) break;
  }
  return removed;
}

/** Has the next compaction begin again at `from`, whose counts were moved. */
export async function compactAgainFrom(from: Date): Promise<void> {
  await readPool().query(
    `UPDATE settings SET value = jsonb_build_object('to', $2::text), updated_at = now()
      WHERE name = $1 AND (value->>'to')::timestamptz > $3`,
    [SETTING, from.toISOString(), from],
  );
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}

async function readNoted(): Promise<Date | null> {
  const { rows } = await readPool().query<{ to: string | null }>(
    "SELECT value->>'to' AS to FROM settings WHERE name = $1",
    [SETTING],
  );
  return rows[0]?.to ? new Date(rows[0].to) : null;
}

/** False when somebody had it begin again meanwhile. */
async function noteReached(before: Date | null, reached: Date): Promise<boolean> {
  await readPool().query("INSERT INTO settings (name) VALUES ($1) ON CONFLICT DO NOTHING", [SETTING]);
  const { rowCount } = await readPool().query(
    `UPDATE settings SET value = jsonb_build_object('to', $2::text), updated_at = now()
      WHERE name = $1 AND value->>'to' IS NOT DISTINCT FROM $3`,
    [SETTING, reached.toISOString(), before?.toISOString() ?? null],
  );
  return rowCount === 1;
}

async function oldestBucket(): Promise<Date | null> {
  const oldest = TABLES.map(({ name }) => `(SELECT min(bucket_at) FROM ${name})`).join(", ");
  const { rows } = await readPool().query<{ at: Date | null }>(`SELECT least(${oldest}) AS at`);
  return rows[0]?.at ?? null;
}

async function compactSpan(table: Table, from: Date, to: Date): Promise<number> {
  const { rows } = await readPool().query<{ at: Date }>(bucketsToFold(table), [from, to]);
  let removed = 0;
  for (const { at } of rows) removed += await inTransaction((tx) => compactBucket(tx, table, at), readPool());
  return removed;
}

/** In two statements: the second sees the rows as they are under the locks that the first has taken. */
async function compactBucket(tx: Transaction, table: Table, at: Date): Promise<number> {
  const held = await tx.query<{ place: string }>(
    `SELECT ctid::text AS place FROM ${table.name} WHERE ${leading(table)} bucket_at = $1 FOR UPDATE SKIP LOCKED`,
    [at],
  );
  const places = held.rows.map(({ place }) => place);
  const { rows } = await tx.query<{ removed: number }>(fold(table), [places]);
  return rows[0]?.removed ?? 0;
}

/** Lets the primary key find a bucket where another column stands before it. */
function leading({ key, leading: values }: Table): string {
  const [column] = key.split(",");
  return values ? `${column} IN (${values.map((value) => `'${value}'`).join(", ")}) AND` : "";
}

/** What the frozen slot holds is never added to what is live. */
function sums(table: Table, source: string): string {
  const { key, counters, histogram } = table;
  const counts = counters.map((counter) => `sum(${counter})::bigint AS ${counter}`).join(", ");
  return `
    SELECT ${key}, slot < 0 AS is_frozen, min(slot) AS slot, count(*) AS n, ${counts}
           ${histogram ? `, sum_histograms(${histogram}) AS ${histogram}` : ""}
      FROM ${source} GROUP BY ${key}, slot < 0`;
}

function isZero({ counters, histogram }: Table, of: string): string {
  const zero = counters.map((counter) => `${of}.${counter} = 0`);
  return [...zero, ...(histogram ? [`0 = ALL (${of}.${histogram})`] : [])].join(" AND ");
}

function bucketsToFold(table: Table): string {
  const span = `${table.name} WHERE ${leading(table)} bucket_at >= $1 AND bucket_at < $2`;
  return `
    SELECT DISTINCT bucket_at AS at FROM (${sums(table, span)}) AS sums WHERE n > 1 OR (${isZero(table, "sums")}) ORDER BY at`;
}

/** The lowest of the slots held takes the sum of all; nothing is inserted, so nobody is waited for. */
function fold(table: Table): string {
  const { name, key, counters, histogram } = table;
  const columns = histogram ? [...counters, histogram] : counters;
  return `
    WITH held AS (SELECT *, ctid AS place FROM ${name} WHERE ctid = ANY ($1::tid[])),
         sums AS (${sums(table, "held")}),
         plan AS (
           SELECT place, n, ${columns.map((column) => `sums.${column}`).join(", ")},
                  held.slot <> sums.slot OR (${isZero(table, "sums")}) AS goes
             FROM held JOIN sums USING (${key}) WHERE (held.slot < 0) = sums.is_frozen),
         folded AS (
           UPDATE ${name} t SET ${columns.map((column) => `${column} = plan.${column}`).join(", ")}
             FROM plan WHERE t.ctid = plan.place AND NOT goes AND n > 1),
         gone AS (DELETE FROM ${name} t USING plan WHERE t.ctid = plan.place AND goes RETURNING 1)
    SELECT count(*)::int AS removed FROM gone`;
}
