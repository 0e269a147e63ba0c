import type pg from "pg";
import type { AuditActor } from "@/lib/audit/audit-entry";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Clock } from "@/lib/clock";
import { db, openPool } from "@/lib/db";
import { fromStored, type StoredContributions } from "@/lib/ledger/counts/stored-contributions";
import { writeRollups, writeVerificationRollups } from "@/lib/ledger/counts/write-rollups";
import { lockMessages } from "@/lib/ledger/messages/lock-messages";
import { inTransaction, type Transaction } from "@/lib/ledger/sql/transaction";
import { recountVerifications } from "@/lib/ledger/verifications/recount-verifications";
import { VERIFICATION } from "./note-simulated";

export type RemovedSimulation = { messages: number; verifications: number };

const BATCH = 500;
const PATIENCE_MS = 20_000;

/**
 * Takes away the messages and attempts that the simulator made over any connection, with their counts, a batch a
 * transaction; what else is there stays, and stays counted. How many callbacks came is true, and is kept, and so is
 * what waits in the review queue, where others of its kind may be among it. Permission is the caller's to prove.
 */
export async function removeSimulated(actor: AuditActor, clock: Clock): Promise<RemovedSimulation> {
  const pool = openPool({ max: 1, statement_timeout: PATIENCE_MS });
  const removed = await removeAll(pool).finally(() => pool.end());
  const entry = { actor, action: "simulation_removed", subject: null, details: removed, at: clock() } as const;
  await db().$transaction((tx) => recordAudit(tx, entry));
  return removed;
}

async function removeAll(pool: pg.Pool): Promise<RemovedSimulation> {
  const messages = await inBatches(pool, removeMessages);
  return { messages, verifications: await inBatches(pool, removeVerifications) };
}

type Batch = { noted: number; removed: number };

async function inBatches(pool: pg.Pool, remove: (tx: Transaction) => Promise<Batch>): Promise<number> {
  let sum = 0;
  for (;;) {
    const { noted, removed } = await inTransaction(remove, pool);
    sum += removed;
    if (noted === 0) return sum;
  }
}

async function removeMessages(tx: Transaction): Promise<Batch> {
  const { rows } = await tx.query<{ id: string | null }>(FORGET_MESSAGES, [VERIFICATION]);
  const found = rows.flatMap(({ id }) => id ?? []);
  const locked = await lockMessages(tx, found);
  const ids = [...locked.keys()];
  for (const table of ["event_duplicates", "event_payloads", "message_events", "message_refs"]) {
    await tx.query(`DELETE FROM ${table} WHERE message_id = ANY ($1::uuid[])`, [ids]);
  }
  await forgetRecords(tx, ids);
  await tx.query("DELETE FROM messages WHERE id = ANY ($1::uuid[])", [ids]);
  await recountVerifications(
    tx,
    [...locked.values()].flatMap(({ verificationId }) => verificationId ?? []),
  );
  await writeRollups(tx, locked, new Map());
  return { noted: rows.length, removed: ids.length };
}

/** What stands beside a story, of no count. */
async function forgetRecords(tx: Transaction, ids: readonly string[]): Promise<void> {
  for (const table of ["customer_statements", "given_advice"])
    await tx.query(`DELETE FROM ${table} WHERE subject_id = ANY ($1::uuid[])`, [ids]);
}

type Counted = { id: string; counted: StoredContributions | null };

/** An attempt that real messages have joined is not the simulator's any more. */
async function removeVerifications(tx: Transaction): Promise<Batch> {
  const noted = await tx.query<{ ref: string }>(FORGET_VERIFICATIONS, [VERIFICATION]);
  const { rows } = await tx.query<Counted>(LOCK_VERIFICATIONS, [noted.rows.map(({ ref }) => ref)]);
  const ids = rows.map(({ id }) => id);
  for (const table of ["verification_events", "verification_refs"])
    await tx.query(`DELETE FROM ${table} WHERE verification_id = ANY ($1::uuid[])`, [ids]);
  await forgetRecords(tx, ids);
  await tx.query("DELETE FROM verifications WHERE id = ANY ($1::uuid[])", [ids]);
  await writeVerificationRollups(
    tx,
    rows.flatMap(({ counted }) => fromStored(counted ?? [])),
    [],
  );
  return { noted: noted.rows.length, removed: ids.length };
}

const FORGET_MESSAGES = `
  WITH going AS (
    DELETE FROM simulated_refs WHERE (namespace, ref) IN (
      SELECT namespace, ref FROM simulated_refs WHERE namespace <> $1 ORDER BY namespace, ref LIMIT ${BATCH})
    RETURNING namespace, ref)
  SELECT r.message_id AS id FROM going LEFT JOIN message_refs r ON r.namespace = going.namespace AND r.ref = going.ref`;
const FORGET_VERIFICATIONS = `
  DELETE FROM simulated_refs WHERE (namespace, ref) IN (
    SELECT namespace, ref FROM simulated_refs WHERE namespace = $1 ORDER BY ref LIMIT ${BATCH})
  RETURNING ref`;
const LOCK_VERIFICATIONS = `
  SELECT id, counted FROM verifications v
   WHERE external_id = ANY ($1::text[]) AND NOT EXISTS (SELECT FROM messages m WHERE m.verification_id = v.id)
   ORDER BY id FOR UPDATE`;
