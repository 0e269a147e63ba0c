import { validate } from "uuid";
import type { ReviewPayload } from "@/generated/prisma/client";
import type { AuditDetails } from "@/lib/audit/audit-entry";
import { recordAudit } from "@/lib/audit/record-audit";
import { requirePermission } from "@/lib/auth/require-permission";
import type { Clock } from "@/lib/clock";
import { webhookUrl } from "@/lib/connections/webhook-url";
import { ensurePartitionFor } from "@/lib/database/partitions";
import { db, type Tx } from "@/lib/db";
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
 * Each is stored and taken off the queue in one transaction; what is still not understood stays as it is. That it was
 * asked for is in the audit log before the first of them, and what came of it after the last, or where it ended.
 */
export async function replayItem(id: string, clock: Clock): Promise<ReplayResult> {
  const user = await requirePermission("event:replay");
  const item = validate(id) ? await db().reviewItem.findUnique({ where: { id } }) : null;
  const connection = item && (await findConnectionById(item.connectionId));
  if (!item || !connection) return { ok: false, code: "not_found" };
  const where = { reviewItemId: id };
  const payloads = await db().reviewPayload.findMany({ where, orderBy: { receivedAt: "asc" }, take: MOST });
  if (payloads.length === 0) return { ok: false, code: "nothing_kept" };
  const asked = await db().$transaction((tx) => note(tx, { phase: "asked", kept: payloads.length }));
  let replayed = 0;
  try {
    for (const payload of payloads) if (await replay(payload, connection)) replayed += 1;
  } catch (error) {
    await db().$transaction((tx) => note(tx, { phase: "given up", replayed, asked }));
    throw error;
  }
  const left = await db().$transaction(async (tx) => {
    const kept = await tx.reviewPayload.count({ where });
    if (kept === 0) await tx.reviewItem.updateMany({ where: { id, state: "open" }, data: { state: "resolved" } });
    await note(tx, { phase: "complete", replayed, left: kept, asked });
    return kept;
  });
  return { ok: true, replayed, left };

  async function note(tx: Tx, details: AuditDetails): Promise<number> {
    const subject = { type: "review_item", id } as const;
    const actor = { kind: "user", id: user.id } as const;
    const entry = { actor, action: "events_replayed", subject, details, at: clock() } as const;
    return Number((await recordAudit(tx, entry)).number);
  }
}

async function replay(payload: ReviewPayload, connection: Connection): Promise<boolean> {
  const request = requestOf(payload, connection);
  const read = readCallback(request, connection);
  if (read.kind === "handshake" || read.kind === "confirm") return false;
  const recordable = prepareCallback(read, request, connection, payload.secretId);
  if (recordable.review.length > 0 || recordable.arrivals.length === 0) return false;
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
