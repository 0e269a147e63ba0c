import { validate } from "uuid";
import type { AuditActor } from "@/lib/audit/audit-entry";
import { recordAudit } from "@/lib/audit/record-audit";
import { requirePermission } from "@/lib/auth/require-permission";
import { dropSessions } from "@/lib/auth/sessions/end-sessions";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";

export type UnbindResult = { ok: true } | { ok: false; code: "not_found" };

export async function unbindIdentityForAdmin(userId: string, clock: Clock): Promise<UnbindResult> {
  const { id } = await requirePermission("user:write");
  return unbindIdentity({ kind: "user", id }, userId, clock);
}

/**
 * Frees an account from the person of single sign-on whom it is bound to, who is out at once; the next one with its
 * verified address is bound anew. Permission is the caller's to prove.
 */
export async function unbindIdentity(actor: AuditActor, userId: string, clock: Clock): Promise<UnbindResult> {
  if (!validate(userId)) return { ok: false, code: "not_found" };
  return db().$transaction(async (tx) => {
    const { count } = await tx.userIdentity.deleteMany({ where: { userId } });
    if (count === 0) return { ok: false, code: "not_found" };
    await dropSessions(tx, userId);
    const subject = { type: "user", id: userId } as const;
    await recordAudit(tx, { actor, action: "identity_unbound", subject, at: clock() });
    return { ok: true };
  });
}
