import type { z } from "zod";
import { recordAudit } from "@/lib/audit/record-audit";
import { AddUserInput } from "@/lib/auth/add-user";
import { createInvitation } from "@/lib/auth/create-invitation";
import { requirePermission } from "@/lib/auth/require-permission";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";

export const InviteUserInput = AddUserInput.pick({ email: true, role: true });
export type InviteUserInput = z.input<typeof InviteUserInput>;

export type InviteResult =
  | { ok: true; id: string /** Shown this once. */; token: string; expiresAt: Date }
  | { ok: false; code: "invalid_input"; fields: ("email" | "role")[] }
  | { ok: false; code: "email_taken" };

/**
 * Makes the one-time link with which a colleague sets a name and a password. Links made for the same address
 * before stop working: the newest says the role.
 */
export async function inviteUser(input: InviteUserInput, clock: Clock): Promise<InviteResult> {
  const user = await requirePermission("user:write");
  const parsed = InviteUserInput.safeParse(input);
  if (!parsed.success) return { ok: false, code: "invalid_input", fields: invalidFields(parsed.error) };
  const { email, role } = parsed.data;

  return db().$transaction(async (tx) => {
    if (await tx.user.findUnique({ where: { email } })) return { ok: false, code: "email_taken" };
    await tx.invitation.deleteMany({ where: { email, usedAt: null } });
    const invitation = await createInvitation(role, clock, { email, invitedBy: user.id }, tx);
    await recordAudit(tx, {
      actor: { kind: "user", id: user.id },
      action: "invitation_created",
      subject: { type: "invitation", id: invitation.id },
      details: { role },
      personal: { email },
      at: clock(),
    });
    return { ok: true, ...invitation };
  });
}

function invalidFields(error: z.ZodError): ("email" | "role")[] {
  const named = new Set(error.issues.map(({ path }) => path[0]));
  return (["email", "role"] as const).filter((field) => named.has(field));
}
