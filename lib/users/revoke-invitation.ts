import { validate } from "uuid";
import { recordAudit } from "@/lib/audit/record-audit";
import { requirePermission } from "@/lib/auth/require-permission";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";

export type RevokeResult = { ok: true } | { ok: false; code: "not_found" };

/** Makes a link that was handed out worthless; one that was used already is not there any more. */
export async function revokeInvitation(id: string, clock: Clock): Promise<RevokeResult> {
  const user = await requirePermission("user:write");
  if (!validate(id)) return { ok: false, code: "not_found" };
  return db().$transaction(async (tx) => {
    const { count } = await tx.invitation.deleteMany({ where: { id, usedAt: null } });
    if (count === 0) return { ok: false, code: "not_found" };
    const subject = { type: "invitation", id } as const;
    const actor = { kind: "user", id: user.id } as const;
    await recordAudit(tx, { actor, action: "invitation_revoked", subject, at: clock() });
    return { ok: true };
  });
}
