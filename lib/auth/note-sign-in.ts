import { recordAudit } from "@/lib/audit/record-audit";
import { db } from "@/lib/db";

export type SignInMethod = "password" | "single_sign_on" | "demo" | "invitation";

/** Dates an account's last sign-in and records it; `address` is kept sealed. */
export async function noteSignIn(
  userId: string,
  method: SignInMethod,
  address: string | null,
  at: Date,
): Promise<void> {
  const user = { id: userId };
  const personal = { ...(address && { address }) };
  const subject = { type: "user", ...user } as const;
  await db().$transaction(async (tx) => {
    await tx.user.update({ where: user, data: { lastSignInAt: at } });
    const actor = { kind: "user", ...user } as const;
    await recordAudit(tx, { actor, action: "sign_in", subject, details: { method }, personal, at });
  });
}
