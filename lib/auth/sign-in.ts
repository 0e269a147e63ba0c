import { z } from "zod";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import { findDevice } from "./door/known-devices";
import { awaitTurn, type Lane } from "./door/sign-in-turns";
import { limitRate, type RateLimit, refundRate } from "./limit-rate";
import { noteSignIn } from "./note-sign-in";
import { verifyPassword } from "./verify-password";

export const SignInInput = z.object({
  email: z.string().trim().toLowerCase().min(1).max(254),
  password: z.string().min(1).max(1000),
});
export type SignInInput = z.infer<typeof SignInInput>;

/** Where an attempt comes from: its address, where one is known, and what its browser keeps of earlier ones. */
export type SignInFrom = { address: string | null; devices?: string; turn?: string };

export type SignInResult =
  | { ok: true; userId: string }
  | { ok: false; code: "wrong" }
  /** Not tried: to come again with the turn, which the browser keeps. */
  | { ok: false; code: "rate_limited"; retryAfterSeconds: number; turn: string };

/**
 * Checks e-mail and password. Strangers' guesses slow down whoever comes from a browser that the account has not used
 * before, and refuse nobody for good; a known browser does not notice them. No answer tells which accounts exist.
 */
export async function signIn(input: SignInInput, from: SignInFrom, clock: Clock): Promise<SignInResult> {
  const now = clock();
  const user = await db().user.findUnique({ where: { email: input.email } });
  const admission = (await admitDevice(user?.id, from, now)) ?? (await admitStranger(input.email, from, now));
  if (!admission.ok) return { ...admission, code: "rate_limited" };

  const matches = await verifyPassword(user?.passwordHash, input.password);
  if (!user || !matches || user.status !== "active") {
    await noteRefusal(user?.id ?? null, from.address, now);
    return { ok: false, code: "wrong" };
  }

  await Promise.all(admission.uses.map((rate) => refundRate(rate, now)));
  await noteSignIn(user.id, "password", from.address, now);
  return { ok: true, userId: user.id };
}

/** What an attempt has used up, to be given back where it is honest; or when to come again. */
type Admission = { ok: true; uses: RateLimit[] } | { ok: false; retryAfterSeconds: number; turn: string };

const WINDOW = { windowSeconds: 15 * 60 };

/** Strangers have no share in a known browser's attempts; a stolen one guesses a few times, and is a stranger's then. */
async function admitDevice(userId: string | undefined, from: SignInFrom, now: Date): Promise<Admission | null> {
  const device = userId === undefined ? null : findDevice(from.devices, userId, now);
  if (device === null) return null;
  const rate = { purpose: "sign-in-device", subject: device, limit: 10, ...WINDOW };
  return (await limitRate(rate, now)).ok ? { ok: true, uses: [rate] } : null;
}

/** At once while guesses are few: tight for one address at one account, loose for an account and for an address. */
async function admitStranger(email: string, { address, turn }: SignInFrom, now: Date): Promise<Admission> {
  const pair = { purpose: "sign-in-pair", subject: `${email}\0${address}`, limit: 10, ...WINDOW };
  const account = { purpose: "sign-in-account", subject: email, limit: 40, ...WINDOW };
  // All that come from nowhere share one: nothing else tells invented e-mail addresses from each other.
  const origin = { purpose: "sign-in-address", subject: address ?? "", limit: 100, ...WINDOW };
  const rates = address === null ? [origin, account] : [origin, account, pair];
  const full = await takeAll(rates, now);
  if (full === null) return { ok: true, uses: rates };
  const lane: Lane = { subject: full === origin ? origin.subject : pair.subject };
  const answer = await awaitTurn(email, lane, turn, now);
  return answer.ok ? { ok: true, uses: [] } : answer;
}

/** Takes one use of each, or none: then the first that has none left. What an origin invents leaves no trace beyond its own. */
async function takeAll(rates: readonly RateLimit[], now: Date): Promise<RateLimit | null> {
  for (const [taken, rate] of rates.entries()) {
    if ((await limitRate(rate, now)).ok) continue;
    await Promise.all(rates.slice(0, taken).map((before) => refundRate(before, now)));
    return rate;
  }
  return null;
}

/** What was typed in the place of an address is not kept: people type passwords there. */
async function noteRefusal(userId: string | null, address: string | null, at: Date): Promise<void> {
  const subject = userId === null ? null : ({ type: "user", id: userId } as const);
  const entry = { actor: { kind: "system" }, action: "sign_in_refused", subject, at } as const;
  await db().$transaction((tx) => recordAudit(tx, { ...entry, personal: { ...(address && { address }) } }));
}
