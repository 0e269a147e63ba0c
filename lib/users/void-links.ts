import type { AuditActor } from "@/lib/audit/audit-entry";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Tx } from "@/lib/db";

/** Makes the links worthless that somebody handed out who may not do so any more, each invitation on record. */
export async function voidLinks(tx: Tx, handedOutBy: string, actor: AuditActor, at: Date): Promise<void> {
  await tx.passwordReset.deleteMany({ where: { offeredBy: handedOutBy } });
  const voided = await tx.$queryRaw<{ id: string }[]>`
    DELETE FROM invitations WHERE invited_by = ${handedOutBy}::uuid AND used_at IS NULL RETURNING id`;
  for (const { id } of voided) {
    const subject = { type: "invitation", id } as const;
    const details = { because: "inviter" };
    await recordAudit(tx, { actor, action: "invitation_revoked", subject, details, at });
  }
}
