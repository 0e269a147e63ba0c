import { createHash } from "node:crypto";
import { lockMessages } from "@/lib/ledger/messages/lock-messages";
import { type NewEvent, recordEvents } from "@/lib/ledger/messages/record-events";
import { settleMessages } from "@/lib/ledger/settle-messages";
import { ingestPool } from "@/lib/ledger/sql/pool";
import { inTransaction } from "@/lib/ledger/sql/transaction";

const BATCH = 200;
/** One per message: a second look at the same silence says nothing new. */
const TIMEOUT_KEY = createHash("sha256").update("timeout").digest("hex").slice(0, 32);

/**
 * Adds a `timeout` event to every message that still awaits a receipt past its deadline: never pending for ever.
 * A receipt that comes later still wins. Returns how many were closed.
 */
export async function noteMissingReceipts(now: Date): Promise<number> {
  let noted = 0;
  for (;;) {
    const due = await findDue(now);
    if (due.length > 0) noted += await noteBatch(due);
    if (due.length < BATCH) return noted;
  }
}

type Due = { id: string; deadlineAt: Date };

async function findDue(now: Date): Promise<Due[]> {
  const { rows } = await ingestPool().query<Due>({
    name: "find-due",
    text: `SELECT id, deadline_at AS "deadlineAt" FROM messages
            WHERE deadline_at <= $1 AND awaits_receipt ORDER BY deadline_at, id LIMIT ${BATCH}`,
    values: [now],
  });
  return rows;
}

async function noteBatch(due: readonly Due[]): Promise<number> {
  return inTransaction(async (tx) => {
    const locked = await lockMessages(
      tx,
      due.map(({ id }) => id),
    );
    const waiting = new Map([...locked].filter(([, message]) => message.awaitsReceipt));
    const open = due.filter(({ id }) => waiting.has(id));
    await recordEvents(tx, open.map(timeoutEvent));
    await settleMessages(tx, waiting, waiting.values());
    return open.length;
  });
}

function timeoutEvent({ id, deadlineAt }: Due): NewEvent {
  return {
    messageId: id,
    dedupeKey: TIMEOUT_KEY,
    bodyHash: TIMEOUT_KEY,
    status: "unknown",
    rawStatus: "no_receipt",
    errorCode: null,
    rawReason: null,
    failureCategory: null,
    isFinal: true,
    saidBy: "unknown",
    providerEventId: null,
    channel: null,
    part: null,
    providerOccurredAt: null,
    receivedAt: deadlineAt,
    source: "timeout",
    mappingVersion: 0,
    duplicateCount: 0,
    differs: false,
  };
}
