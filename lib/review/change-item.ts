import { validate } from "uuid";
import type { AuditAction } from "@/lib/audit/audit-action";
import { recordAudit } from "@/lib/audit/record-audit";
import { requirePermission } from "@/lib/auth/require-permission";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import type { ReviewState } from "./review-state";

export type ChangeItemResult = { ok: true } | { ok: false; code: "not_found" | "other_state" };

/** Takes an item off the queue; nothing is deleted, and it opens again when the same thing is seen again. */
export function dismissItem(id: string, clock: Clock): Promise<ChangeItemResult> {
  return changeItem(id, { from: "open", to: "dismissed", action: "review_dismissed" }, clock);
}

/** Puts a dismissed item back on the queue. */
export function reopenItem(id: string, clock: Clock): Promise<ChangeItemResult> {
  return changeItem(id, { from: "dismissed", to: "open", action: "review_reopened" }, clock);
}

type Change = { from: ReviewState; to: ReviewState; action: AuditAction };

/** Moves an item to another state, once, with its entry in the log. */
async function changeItem(id: string, { from, to, action }: Change, clock: Clock): Promise<ChangeItemResult> {
  const user = await requirePermission("event:replay");
  if (!validate(id)) return { ok: false, code: "not_found" };
  return db().$transaction(async (tx) => {
    const { count } = await tx.reviewItem.updateMany({ where: { id, state: from }, data: { state: to } });
    if (count === 0) {
      const exists = await tx.reviewItem.findUnique({ where: { id }, select: { id: true } });
      return { ok: false, code: exists ? "other_state" : "not_found" };
    }
    const subject = { type: "review_item", id } as const;
    await recordAudit(tx, { actor: { kind: "user", id: user.id }, action, subject, at: clock() });
    return { ok: true };
  });
}
