import { validate } from "uuid";
import type { ReviewPayload } from "@/generated/prisma/client";
import { recordAudit } from "@/lib/audit/record-audit";
import { requirePermission } from "@/lib/auth/require-permission";
import type { Clock } from "@/lib/clock";
import { webhookUrl } from "@/lib/connections/webhook-url";
import { ensurePartitionFor } from "@/lib/database/partitions";
import { db } from "@/lib/db";
import { type Connection, findConnectionById } from "@/lib/ingest/connections";
import { prepareCallback, readCallback } from "@/lib/ingest/prepare-callback";
import { recordBatch } from "@/lib/ingest/record-batch";
import type { Recordable } from "@/lib/ingest/recordable";
import { openBody } from "@/lib/ledger/messages/seal-body";
import { isMissingPartition, isPoison } from "@/lib/ledger/sql/sql-errors";
import { inTransaction } from "@/lib/ledger/sql/transaction";
import type { WebhookRequest } from "@/lib/providers/provider";

/** One press of the button; what is left goes with the next. */
const MOST = 1_000;

export type ReplayResult =
  | { ok: true; replayed: number; left: number }
  | { ok: false; code: "not_found" | "nothing_kept" };

/**
 * Puts an item's kept callbacks through again, as of when they came: for after a fix, a setting or a new version.
 * Each is stored and taken off the queue in one transaction; what is still not understood stays as it is.
 */
export async function replayItem(id: string, clock: Clock): Promise<ReplayResult> {
  const user = await requirePermission("event:replay");
  const item = validate(id) ? await db().reviewItem.findUnique({ where: { id } }) : null;
  const connection = item && (await findConnectionById(item.connectionId));
  if (!item || !connection) return { ok: false, code: "not_found" };
  const where = { reviewItemId: id };
  const payloads = await db().reviewPayload.findMany({ where, orderBy: { receivedAt: "asc" }, take: MOST });
  if (payloads.length === 0) return { ok: false, code: "nothing_kept" };
  let replayed = 0;
  for (const payload of payloads) if (await replay(payload, connection)) replayed += 1;
  const left = await db().$transaction(async (tx) => {
    const kept = await tx.reviewPayload.count({ where });
    if (kept === 0) await tx.reviewItem.updateMany({ where: { id, state: "open" }, data: { state: "resolved" } });
    const subject = { type: "review_item", id } as const;
    const details = { replayed, left: kept };
    const actor = { kind: "user", id: user.id } as const;
    await recordAudit(tx, { actor, action: "events_replayed", subject, details, at: clock() });
    return kept;
  });
  return { ok: true, replayed, left };
}

async function replay(payload: ReviewPayload, connection: Connection): Promise<boolean> {
  const request = requestOf(payload, connection);
  const read = readCallback(request, connection);
  if (read.kind === "handshake") return false;
  const recordable = prepareCallback(read, request, connection, payload.secretId);
  if (recordable.review.length > 0 || recordable.reports.length === 0) return false;
  try {
    await store(recordable, payload);
    return true;
  } catch (error) {
    if (isPoison(error)) return false;
    if (!isMissingPartition(error)) throw error;
    await ensurePartitionFor(payload.receivedAt);
    await store(recordable, payload);
    return true;
  }
}

function requestOf(payload: ReviewPayload, connection: Connection): WebhookRequest {
  const { method, query, headers, body } = openBody(payload.ciphertext, payload.cryptoId);
  const url = webhookUrl(connection) + (query && `?${query}`);
  return { method, url, headers, body, receivedAt: payload.receivedAt };
}

/** Gone from the queue only together with its event; a second replay at the same time finds the row gone. */
function store(recordable: Recordable, { reviewItemId, bodyHash }: ReviewPayload): Promise<unknown> {
  return inTransaction(async (tx) => {
    const taken = await tx.query("DELETE FROM review_payloads WHERE review_item_id = $1 AND body_hash = $2", [
      reviewItemId,
      Buffer.from(bodyHash),
    ]);
    if (taken.rowCount === 1) await recordBatch(tx, [recordable]);
  });
}
