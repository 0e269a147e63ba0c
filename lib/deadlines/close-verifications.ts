import { readPool } from "@/lib/db";
import { summariseVerification } from "@/lib/delivery/fold/summarise-verification";
import { settleVerifications } from "@/lib/ledger/settle-verifications";
import { inTransaction, type Transaction } from "@/lib/ledger/sql/transaction";
import { type InferredEnd, inferEnd, withoutOutlived } from "@/lib/ledger/verifications/infer-end";
import { readVerificationEvents } from "@/lib/ledger/verifications/refold-verification";
import { hashRequest } from "@/lib/privacy/hash-request";

const BATCH = 200;

/**
 * Ends the attempts that have been silent past their time: `expired` where a code's expiry is known, else
 * `abandoned`, both marked inferred. Several processes share the work. Returns how many it closed.
 */
export async function closeVerifications(now: Date): Promise<number> {
  for (let closed = 0; ; ) {
    const batch = await inTransaction((tx) => closeBatch(tx, now), readPool());
    closed += batch;
    if (batch < BATCH) return closed;
  }
}

async function closeBatch(tx: Transaction, now: Date): Promise<number> {
  const { rows } = await tx.query<{ id: string }>({ name: "due-verifications", text: DUE, values: [now, BATCH] });
  for (const { id } of rows) {
    const events = withoutOutlived(await readVerificationEvents(tx, id));
    const end = inferEnd(events, summariseVerification(events));
    if (end) await addInferred(tx, id, end, now);
  }
  await settleVerifications(
    tx,
    rows.map(({ id }) => id),
    now,
  );
  return rows.length;
}

async function addInferred(tx: Transaction, id: string, { type, at }: InferredEnd, now: Date): Promise<void> {
  const eventId = `inferred:${type}:${at.toISOString()}`;
  await tx.query({ name: "infer-end", text: INFER, values: [id, eventId, type, at, now, hashRequest({ eventId })] });
}

const DUE = `
  SELECT id FROM verifications
   WHERE close_due_at <= $1 ORDER BY close_due_at LIMIT $2
     FOR NO KEY UPDATE SKIP LOCKED`;
const INFER = `
  INSERT INTO verification_events (verification_id, event_id, type, at, received_at, inferred, body_hash)
  VALUES ($1, $2, $3, $4, $5, true, $6)
  ON CONFLICT (verification_id, event_id) DO NOTHING`;
