import type { ClientBase } from "pg";

/** Tables cut into months by a message's id, and the column that holds it: what a bigger database would shard by. */
export const PARTITIONED = {
  messages: "id",
  message_events: "message_id",
  event_payloads: "message_id",
  event_duplicates: "message_id",
} as const;
type PartitionedTable = keyof typeof PARTITIONED;

/** What ingest writes. */
const INGEST_TABLES = [
  ...Object.keys(PARTITIONED),
  ...["message_refs", "verification_refs", "verifications", "verification_events", "review_items", "review_payloads"],
  ...["delivery_rollups", "carrier_rollups", "verification_rollups", "callback_rollups", "rollup_changes"],
  "outbox",
];

/** What of the catalogue would close a door to growth; one line each. */
export async function catalogueBreaches(client: Pick<ClientBase, "query">): Promise<string[]> {
  const breaches: string[] = [];
  for (const [rule, sql] of Object.entries(CATALOGUE_RULES)) {
    const { rows } = await client.query<{ what: string }>(sql);
    breaches.push(...rows.map(({ what }) => `${rule}: ${what}`));
  }
  return breaches.sort();
}

const names = (tables: readonly string[]) => tables.map((name) => `'public.${name}'::regclass`).join(", ");
/** Each partitioned table and partition, with its root and the column that holds the message id. */
const OURS = `(
  SELECT c.oid, root.table_name, root.id FROM (VALUES ${Object.entries(PARTITIONED)
    .map(([table, id]) => `('${table}', '${id}')`)
    .join(", ")}) AS root (table_name, id)
    JOIN pg_class c ON c.oid = ('public.' || root.table_name)::regclass
      OR c.relnamespace = 'partitions'::regnamespace AND c.relname ~ ('^' || root.table_name || '_[0-9]{4}_[0-9]{2}$'))`;

const CATALOGUE_RULES = {
  "is cut into months, and is not known to this test": `
    SELECT oid::regclass::text AS what FROM pg_class
     WHERE relkind = 'p' AND relnamespace = 'public'::regnamespace AND oid NOT IN (${names(Object.keys(PARTITIONED))})`,
  "is unique without the message id": `
    SELECT i.indexrelid::regclass::text AS what FROM pg_index i JOIN ${OURS} AS t ON t.oid = i.indrelid
     WHERE i.indisunique AND t.id NOT IN (
       SELECT a.attname FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey[0:i.indnkeyatts - 1]))`,
  "is a foreign key of or to a table that is cut into months": `
    SELECT conname AS what FROM pg_constraint
     WHERE contype = 'f' AND (conrelid IN (SELECT oid FROM ${OURS} AS t) OR confrelid IN (SELECT oid FROM ${OURS} AS t))`,
  "is a sequence": `
    SELECT oid::regclass::text AS what FROM pg_class
     WHERE relkind = 'S' AND relnamespace IN ('public'::regnamespace, 'partitions'::regnamespace)`,
  "is a trigger on what ingest writes": `
    SELECT tgname AS what FROM pg_trigger
     WHERE NOT tgisinternal AND tgrelid IN (SELECT unnest(ARRAY[${names(INGEST_TABLES)}]) UNION SELECT oid FROM ${OURS} AS t)`,
  "is a function that notifies": `
    SELECT oid::regproc::text AS what FROM pg_proc
     WHERE pronamespace = 'public'::regnamespace AND prosrc ~* '\\m(notify|pg_notify|pg_(try_)?advisory\\w*)\\M'`,
  "is a partition outside of their schema, or takes what no month claims": `
    SELECT c.oid::regclass::text AS what FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
     WHERE inhparent IN (SELECT oid FROM ${OURS} AS t)
       AND (c.relnamespace <> 'partitions'::regnamespace OR pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT')`,
} as const;

/** What of a statement would: words that no pooler or distributed database takes, and tables read or written whole. */
export function statementBreaches(statement: string): string[] {
  const words = FORBIDDEN.flatMap(({ pattern, what }) => (pattern.test(statement) ? [`${what}: ${statement}`] : []));
  return [...words, ...rangeBreaches(statement)];
}

const FORBIDDEN = [
  { pattern: /^\s*(un)?listen\b|^\s*notify\b|\bpg_notify\s*\(/i, what: "notifies" },
  { pattern: /\bpg_(try_)?advisory_\w*lock\w*\s*\(/i, what: "takes an advisory lock" },
  { pattern: /\b(nextval|setval)\s*\(/i, what: "draws from a sequence" },
];

/** Every mention of a partitioned table carries the smallest and largest id, or the one id: else each month is opened. */
export function rangeBreaches(statement: string): string[] {
  return [...statement.matchAll(MENTION)].flatMap(([, table = "", alias]) => {
    const id = PARTITIONED[table as PartitionedTable];
    const column = alias ? `\\b${alias}\\.${id}` : `(?:(?<![\\w.])|\\b${table}"?\\.)"?${id}"?`;
    const isBound = new RegExp(
      `${column}\\s*(?:=\\s*\\$\\d|BETWEEN\\s+\\$\\d+\\s+AND\\s+\\$\\d|>=?\\s*\\$\\d+\\s+AND\\s+${column}\\s*<)`,
      "i",
    );
    return isBound.test(statement) ? [] : [`opens every month of ${table}: ${statement}`];
  });
}

/** Whether a statement writes, or locks for writing. */
export function isWrite(statement: string): boolean {
  return /^\s*(insert|update|delete|merge)\b|\b(insert\s+into|delete\s+from|for\s+(no\s+key\s+)?update)\b/i.test(
    statement,
  );
}

/** Where a statement looks for rows of a partitioned table, and by what name; an INSERT finds its place by its values. */
const MENTION = new RegExp(
  `(?:\\b(?:from|join|update|using)|,)\\s+(?:only\\s+)?(?:"?public"?\\.)?"?(${Object.keys(PARTITIONED).join("|")})"?(?![\\w."])` +
    "(?:\\s+(?:as\\s+)?(?!(?:where|set|select|order|left|right|inner|full|cross|join|on|using|for|limit|group|union|returning)\\b)([a-z]\\w*))?",
  "gi",
);
