import { z } from "zod";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import { problemsOf, sayIssue } from "@/lib/say-issue";
import { hashPassword } from "../hash-password";
import { limitRate, refundRate } from "../limit-rate";
import { requirePermission } from "../require-permission";
import { verifyPassword } from "../verify-password";
import { NewPassword } from "./judge-password";
import { setPassword } from "./set-password";

export const ChangePasswordInput = z.object({ current: z.string().min(1).max(1000), password: NewPassword });
export type ChangePasswordInput = z.input<typeof ChangePasswordInput>;

export type ChangePasswordResult =
  | { ok: true; userId: string }
  | { ok: false; code: "invalid_input"; fields: Record<string, string> }
  | { ok: false; code: "wrong" | "same" | "demo_account" }
  | { ok: false; code: "rate_limited"; retryAfterSeconds: number };

/** Whoever finds a desk unlocked does not get to guess. */
const GUESSES = { purpose: "password-change", limit: 10, windowSeconds: 15 * 60 };

/** Changes one's own password, proven by the present one; every session ends with it, the caller's too. */
export async function changePassword(input: ChangePasswordInput, clock: Clock): Promise<ChangePasswordResult> {
  const { id } = await requirePermission("story:look-up");
  const parsed = ChangePasswordInput.safeParse(input, { error: sayIssue });
  if (!parsed.success) return { ok: false, code: "invalid_input", fields: problemsOf(parsed.error) };
  const { current, password } = parsed.data;
  const user = await db().user.findUniqueOrThrow({ where: { id } });
  if (user.demo) return { ok: false, code: "demo_account" };

  const rate = { ...GUESSES, subject: id };
  const answer = await limitRate(rate, clock());
  if (!answer.ok) return { ok: false, code: "rate_limited", retryAfterSeconds: answer.retryAfterSeconds };
  if (!(await verifyPassword(user.passwordHash, current))) return { ok: false, code: "wrong" };
  await refundRate(rate, clock());
  if (current === password) return { ok: false, code: "same" };

  const passwordHash = await hashPassword(password);
  const at = clock();
  return db().$transaction(async (tx) => {
    await setPassword(tx, id, passwordHash, at);
    const subject = { type: "user", id } as const;
    await recordAudit(tx, { actor: { kind: "user", id }, action: "password_changed", subject, at });
    return { ok: true, userId: id };
  });
}
