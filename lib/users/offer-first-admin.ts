import { recordAudit } from "@/lib/audit/record-audit";
import { createInvitation, type Invitation } from "@/lib/auth/create-invitation";
import { hasAdmin } from "@/lib/auth/find-invitation";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";

/** The link that makes the first admin, on record: a new one voids the one before. Null where there is an admin. */
export function offerFirstAdmin(clock: Clock): Promise<Invitation | null> {
  return db().$transaction(async (tx) => {
    // Several processes may start at a time: one after the other.
    await tx.$executeRaw`LOCK TABLE invitations IN SHARE ROW EXCLUSIVE MODE`;
    if (await hasAdmin(tx)) return null;
    await tx.invitation.deleteMany({ where: { firstAdmin: true, usedAt: null } });
    const invitation = await createInvitation("admin", clock, { firstAdmin: true }, tx);
    const subject = { type: "invitation", id: invitation.id } as const;
    const details = { role: "admin", firstAdmin: true };
    const entry = { actor: { kind: "system" }, action: "invitation_created", subject, details } as const;
    await recordAudit(tx, { ...entry, at: clock() });
    return invitation;
  });
}
