import { z } from "zod";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import { limitRate, type RateLimit, refundRate } from "./limit-rate";
import { noteSignIn } from "./note-sign-in";
import { verifyPassword } from "./verify-password";

export const SignInInput = z.object({
  email: z.string().trim().toLowerCase().min(1).max(254),
  password: z.string().min(1).max(1000),
});
export type SignInInput = z.infer<typeof SignInInput>;

export type SignInResult =
  | { ok: true; userId: string }
  | { ok: false; code: "wrong" }
  | { ok: false; code: "rate_limited"; retryAfterSeconds: number };

/** Checks e-mail and password, throttled per account and address; a refusal does not tell which accounts exist. */
export async function signIn(input: SignInInput, address: string | null, clock: Clock): Promise<SignInResult> {
  const rates = signInRates(input.email, address);
  const answers = await Promise.all(rates.map((rate) => limitRate(rate, clock())));
  const waits = answers.flatMap((answer) => (answer.ok ? [] : [answer.retryAfterSeconds]));
  if (waits.length > 0) return { ok: false, code: "rate_limited", retryAfterSeconds: Math.max(...waits) };

  const user = await db().user.findUnique({ where: { email: input.email } });
  const matches = await verifyPassword(user?.passwordHash, input.password);
  if (!user || !matches || user.status !== "active") {
    await noteRefusal(user?.id ?? null, address, clock());
    return { ok: false, code: "wrong" };
  }

  await Promise.all(rates.map((rate) => refundRate(rate, clock())));
  await noteSignIn(user.id, "password", address, clock());
  return { ok: true, userId: user.id };
}

/** What was typed in the place of an address is not kept: people type passwords there. */
async function noteRefusal(userId: string | null, address: string | null, at: Date): Promise<void> {
  const subject = userId === null ? null : ({ type: "user", id: userId } as const);
  const entry = { actor: { kind: "system" }, action: "sign_in_refused", subject, at } as const;
  await db().$transaction((tx) => recordAudit(tx, { ...entry, personal: { ...(address && { address }) } }));
}

/** Tight for one address at one account, loose for an account as a whole: a stranger cannot lock a colleague out. */
function signInRates(email: string, address: string | null): RateLimit[] {
  const windowSeconds = 15 * 60;
  const account = { purpose: "sign-in-account", subject: email, limit: 40, windowSeconds };
  if (!address) return [{ ...account, limit: 10 }];
  return [
    { purpose: "sign-in-pair", subject: `${email}\0${address}`, limit: 10, windowSeconds },
    { purpose: "sign-in-address", subject: address, limit: 100, windowSeconds },
    account,
  ];
}
