import { validate } from "uuid";
import type { ReviewItem } from "@/generated/prisma/client";
import { recordAudit } from "@/lib/audit/record-audit";
import { requirePermission } from "@/lib/auth/require-permission";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import { findConnectionById } from "@/lib/ingest/connections";
import { openBody } from "@/lib/ledger/messages/seal-body";
import type { ReviewKind } from "@/lib/ledger/review/record-review";
import { type RedactedCallback, redactCallback } from "./redact-callback";

export type Example =
  | { ok: true; receivedAt: Date; callback: RedactedCallback }
  | { ok: false; code: "not_found" | "nothing_kept" };

type Sealed = { ciphertext: Uint8Array; cryptoId: string; receivedAt: Date };

/** Opens one callback of an item, without what is personal in it. Who looked is on record before it is opened. */
export async function openExample(itemId: string, clock: Clock): Promise<Example> {
  const user = await requirePermission("payload:read");
  const item = validate(itemId) ? await db().reviewItem.findUnique({ where: { id: itemId } }) : null;
  const connection = item && (await findConnectionById(item.connectionId));
  if (!item || !connection) return { ok: false, code: "not_found" };
  const sealed = (await keptForReview(item.id)) ?? (await keptWithEvent(item));
  if (!sealed) return { ok: false, code: "nothing_kept" };
  const subject = { type: "review_item", id: item.id } as const;
  const actor = { kind: "user", id: user.id } as const;
  await db().$transaction((tx) => recordAudit(tx, { actor, action: "payload_viewed", subject, at: clock() }));
  const callback = redactCallback(openBody(sealed.ciphertext, sealed.cryptoId), connection.adapter.plainFields);
  return { ok: true, receivedAt: sealed.receivedAt, callback };
}

function keptForReview(reviewItemId: string): Promise<Sealed | null> {
  return db().reviewPayload.findFirst({ where: { reviewItemId }, orderBy: { receivedAt: "desc" } });
}

async function keptWithEvent(item: Pick<ReviewItem, "kind" | "groupKey" | "exampleMessageId">): Promise<Sealed | null> {
  const message = await survivor(item.exampleMessageId);
  if (!message) return null;
  const [row] = await db().$queryRaw<Sealed[]>`
    SELECT p.ciphertext, p.crypto_id AS "cryptoId", p.received_at AS "receivedAt"
      FROM message_events e JOIN event_payloads p USING (message_id, dedupe_key)
     WHERE e.message_id = ${message}::uuid AND p.message_id = ${message}::uuid
       AND (e.raw_status = ${item.groupKey} OR ${!IS_GROUPED_BY_STATUS.has(item.kind)})
     ORDER BY p.received_at DESC LIMIT 1`;
  return row ?? null;
}

/** Of the others any receipt of the message is an example. */
const IS_GROUPED_BY_STATUS: ReadonlySet<string> = new Set<ReviewKind>(["unknown_status", "differing_duplicate"]);

async function survivor(id: string | null): Promise<string | null> {
  const row =
    id === null ? null : await db().message.findUnique({ where: { id }, select: { id: true, mergedInto: true } });
  return row?.mergedInto ? survivor(row.mergedInto) : (row?.id ?? null);
}
