import { createHash } from "node:crypto";
import type pg from "pg";
import { readPool } from "@/lib/db";
import { SPELLING_RULES } from "@/lib/delivery/recipient/spelling-rules";
import { lockMessages } from "@/lib/ledger/messages/lock-messages";
import { idRange } from "@/lib/ledger/sql/id-range";
import { inTransaction, type Transaction } from "@/lib/ledger/sql/transaction";
import { type StoredRecipient, staleRecipients } from "./stale-recipients";

const SETTING = "recipient-hashes";
const BATCH = 1_000;
const [FIRST, LAST] = ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"];
/** By then no process is left that hashes by the rules of before. */
const SETTLED_MS = 60 * 60_000;
const TABLES = ["messages", "verifications"] as const;

/** How far the rows are hashed by the rules of today: kept with each batch, in its transaction. */
type Progress = {
  /** Of the rules: others begin anew. */
  rules: string;
  since: string;
  /** When the running pass may begin. */
  begins: string;
  table: (typeof TABLES)[number];
  /** The last id looked at. */
  after: string;
  /** Rows hashed anew in this pass. */
  found: number;
  done: boolean;
};

type Options = { now: Date /** The time at which it stops, with whole batches done. */; until?: Date; pool?: pg.Pool };

/**
 * Hashes stored recipients anew where a rule of spelling makes another form of them: messages, then attempts, which
 * take theirs from messages. In passes, until one that began when all processes knew the rules finds nothing. May be
 * cut off anywhere, and any number may run at once. Returns how many rows it hashed.
 */
export async function rehashRecipients({ now, until, pool = readPool() }: Options): Promise<number> {
  await pool.query("INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING", [
    SETTING,
    firstPass(now),
  ]);
  for (let rehashed = 0; ; ) {
    if (until && new Date() >= until) return rehashed;
    const batch = await inTransaction((tx) => rehashBatch(tx, now), pool);
    if (!batch) return rehashed;
    rehashed += batch.rehashed;
  }
}

/** Null where there is nothing to do, now or at all, or another process is at it. */
async function rehashBatch(tx: Transaction, now: Date): Promise<{ rehashed: number } | null> {
  const { rows } = await tx.query<{ value: Progress }>(
    "SELECT value FROM settings WHERE name = $1 FOR UPDATE SKIP LOCKED",
    [SETTING],
  );
  const [held] = rows;
  if (!held) return null;
  const progress = held.value.rules === RULES ? held.value : firstPass(now);
  if (progress.done || new Date(progress.begins) > now) return null;
  const { rows: read } = await tx.query<StoredRecipient>(next(progress.table), [progress.after, LAST, COUNTRIES]);
  const rehashed = await rehash(tx, progress.table, read);
  await tx.query("UPDATE settings SET value = $2, version = version + 1, updated_at = $3 WHERE name = $1", [
    SETTING,
    advance({ ...progress, found: progress.found + rehashed }, read, now),
    now,
  ]);
  return { rehashed };
}

function advance(progress: Progress, read: readonly StoredRecipient[], now: Date): Progress {
  const last = read.at(-1);
  if (last && read.length === BATCH) return { ...progress, after: last.id };
  if (progress.table === "messages") return { ...progress, table: "verifications", after: FIRST };
  const settled = new Date(new Date(progress.since).getTime() + SETTLED_MS);
  if (progress.found === 0 && new Date(progress.begins) >= settled) return { ...progress, done: true };
  const begins = settled > now ? settled : new Date(now.getTime() + 1);
  return { ...progress, begins: begins.toISOString(), table: "messages", after: FIRST, found: 0 };
}

function firstPass(now: Date): Progress {
  const at = now.toISOString();
  return { rules: RULES, since: at, begins: at, table: "messages", after: FIRST, found: 0, done: false };
}

/** A row that changed since it was read is left: what changed it knew the rules, or the next pass finds it. */
async function rehash(tx: Transaction, table: Progress["table"], read: readonly StoredRecipient[]): Promise<number> {
  const stale = staleRecipients(read);
  if (stale.length === 0) return 0;
  const ids = stale.map(({ id }) => id);
  if (table === "messages") await lockMessages(tx, ids);
  else await tx.query("SELECT FROM verifications WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE", [ids]);
  const { rowCount } = await tx.query(REHASH[table], [
    ids,
    stale.map(({ oldHash }) => oldHash),
    stale.map(({ hash }) => hash),
    stale.map(({ masked }) => masked),
    ...idRange(ids),
  ]);
  return rowCount ?? 0;
}

const COUNTRIES = [...new Set(SPELLING_RULES.map(({ country }) => country))];
const RULES = createHash("sha256")
  .update(JSON.stringify(SPELLING_RULES.map(({ callingCode, from, to }) => [callingCode, from, to])))
  .digest("hex")
  .slice(0, 16);

/** What no rule speaks of stays sealed. */
function next(table: Progress["table"]): string {
  return `
    SELECT id, recipient_hash AS hash, recipient_hash_key AS "hashKey", crypto_id AS "cryptoId",
           CASE WHEN destination_country = ANY ($3::text[]) THEN recipient_ciphertext END AS ciphertext
      FROM ${table} WHERE id > $1 AND id <= $2 ORDER BY id LIMIT ${BATCH}`;
}

const REHASH = {
  messages: rehashIn("messages"),
  verifications: rehashIn("verifications"),
};

function rehashIn(table: Progress["table"]): string {
  return `
    UPDATE ${table} t SET recipient_hash = r.hash, recipient_masked = r.masked
      FROM unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::text[]) AS r(id, old_hash, hash, masked)
     WHERE t.id = r.id AND t.id BETWEEN $5 AND $6 AND t.recipient_hash = r.old_hash`;
}
