import { createHmac } from "node:crypto";
import { db } from "@/lib/db";
import { requireKeys } from "@/lib/env";
import { AppError } from "@/lib/errors";

export type RateLimit = {
  /** What is limited, with whom: `sign-in:account` and an address, say. Stored as a keyed hash only. */
  purpose: string;
  subject: string;
  limit: number;
  windowSeconds: number;
};
export type RateAnswer = { ok: true } | { ok: false; retryAfterSeconds: number };

const FORGET_AFTER_MS = 24 * 3_600_000;

/** Counts one use in a fixed window shared by all processes, and says whether it was one too many. */
export async function limitRate(rate: RateLimit, now: Date): Promise<RateAnswer> {
  const key = rateKey(rate);
  const window = windowOf(rate, now);
  const [row] = await db().$queryRaw<{ count: number }[]>`
    INSERT INTO rate_limits (key, window_start, count) VALUES (${key}, ${window}, 1)
    ON CONFLICT (key, window_start) DO UPDATE SET count = rate_limits.count + 1
    RETURNING count`;
  const count = row?.count ?? 1;
  if (count === 1) await forgetOldWindows(now);
  if (count <= rate.limit) return { ok: true };
  const retryAfterMs = window.getTime() + rate.windowSeconds * 1000 - now.getTime();
  return { ok: false, retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1000)) };
}

/** Gives a use back: an attempt that turned out to be honest does not count. */
export async function refundRate(rate: RateLimit, now: Date): Promise<void> {
  await db().$executeRaw`
    UPDATE rate_limits SET count = greatest(count - 1, 0)
    WHERE key = ${rateKey(rate)} AND window_start = ${windowOf(rate, now)}`;
}

function windowOf({ windowSeconds }: RateLimit, now: Date): Date {
  const windowMs = windowSeconds * 1000;
  return new Date(Math.floor(now.getTime() / windowMs) * windowMs);
}

function rateKey({ purpose, subject }: RateLimit): string {
  const [active] = requireKeys("PHONE_HASH_KEYS");
  if (!active) throw new AppError("misconfigured", "PHONE_HASH_KEYS is empty.");
  const digest = createHmac("sha256", active.key).update(`rate:${purpose}\0${subject}`).digest("base64url");
  return `${purpose}:${digest}`;
}

async function forgetOldWindows(now: Date): Promise<void> {
  await db().rateLimit.deleteMany({ where: { windowStart: { lt: new Date(now.getTime() - FORGET_AFTER_MS) } } });
}
