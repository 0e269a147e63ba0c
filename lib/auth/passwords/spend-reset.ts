import { z } from "zod";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import { hashPassword } from "../hash-password";
import { hashToken } from "../hash-token";
import { mayStill } from "../may-still";
import { NewPassword } from "./judge-password";
import { setPassword } from "./set-password";

export const SpendResetInput = z.object({ token: z.string().min(20).max(200), password: NewPassword });
export type SpendResetInput = z.input<typeof SpendResetInput>;

export type SpendResetResult =
  | { ok: true; userId: string }
  | { ok: false; code: "gone" }
  | { ok: false; code: "weak"; problem: string };

export type OpenReset = { id: string; userId: string; email: string };

/** The account whose password a link token sets, while it is unused, young, and who made it may still make one. */
export async function findReset(token: string, now: Date): Promise<OpenReset | null> {
  const tokenHash = new Uint8Array(hashToken(token));
  const found = await db().passwordReset.findUnique({ where: { tokenHash }, include: { user: true } });
  if (!found || found.expiresAt <= now || found.user.status !== "active") return null;
  if (!(await mayStill(found.offeredBy, "user:write"))) return null;
  return { id: found.id, userId: found.userId, email: found.user.email };
}

/** Sets a new password by a link, which works once, also when two browsers use it at a time. */
export async function spendReset(input: SpendResetInput, clock: Clock): Promise<SpendResetResult> {
  const parsed = SpendResetInput.safeParse(input);
  const reset = await findReset(input.token, clock());
  if (!reset) return { ok: false, code: "gone" };
  if (!parsed.success) return { ok: false, code: "weak", problem: parsed.error.issues[0]?.message ?? "" };
  const passwordHash = await hashPassword(parsed.data.password);
  const at = clock();
  return db().$transaction(async (tx) => {
    const used = await tx.passwordReset.deleteMany({ where: { id: reset.id } });
    if (used.count === 0) return { ok: false, code: "gone" };
    await setPassword(tx, reset.userId, passwordHash, at);
    const subject = { type: "user", id: reset.userId } as const;
    const actor = { kind: "user", id: reset.userId } as const;
    await recordAudit(tx, { actor, action: "password_reset", subject, at });
    return { ok: true, userId: reset.userId };
  });
}
