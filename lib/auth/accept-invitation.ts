import { z } from "zod";
import type { AuditEntry } from "@/lib/audit/audit-entry";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import { newId } from "@/lib/ids";
import { AddUserInput } from "./add-user";
import { findInvitation, type OpenInvitation } from "./find-invitation";
import { hashPassword } from "./hash-password";

export const AcceptInvitationInput = AddUserInput.pick({ email: true, name: true, password: true }).extend({
  token: z.string().min(20).max(200),
});
export type AcceptInvitationInput = z.infer<typeof AcceptInvitationInput>;

export type AcceptResult = { ok: true; userId: string } | { ok: false; code: "invitation_gone" | "email_taken" };

/** Makes the account that an invitation promises. The link works once, also when two browsers use it at a time. */
export async function acceptInvitation(input: AcceptInvitationInput, clock: Clock): Promise<AcceptResult> {
  const now = clock();
  const invitation = await findInvitation(input.token, now);
  if (!invitation) return { ok: false, code: "invitation_gone" };
  const passwordHash = await hashPassword(input.password);
  const email = invitation.email ?? input.email;
  const user = { id: newId(now), email, name: input.name, role: invitation.role, passwordHash };

  return db().$transaction(async (tx) => {
    const used = await tx.invitation.updateMany({ where: { id: invitation.id, usedAt: null }, data: { usedAt: now } });
    if (used.count === 0) return { ok: false, code: "invitation_gone" };
    const data = [{ ...user, createdAt: now, updatedAt: now }];
    const added = await tx.user.createMany({ data, skipDuplicates: true });
    if (added.count === 1) {
      await recordAudit(tx, addedByInvitation(user.id, invitation, now));
      return { ok: true, userId: user.id };
    }
    await tx.invitation.update({ where: { id: invitation.id }, data: { usedAt: null } });
    return { ok: false, code: "email_taken" };
  });
}

function addedByInvitation(userId: string, { id, role }: OpenInvitation, at: Date): AuditEntry {
  const subject = { type: "user", id: userId } as const;
  return { actor: { kind: "user", id: userId }, action: "user_added", subject, details: { role, invitation: id }, at };
}
