import { db } from "@/lib/db";
import { processWide } from "@/lib/runtime";
import { keyedDigest } from "./limits/keyed-digest";

export type RateLimit = {
  /** What is limited, with whom: `sign-in:account` and an address, say. Stored as a keyed hash only. */
  purpose: string;
  subject: string;
  limit: number;
  windowSeconds: number;
};
export type RateAnswer = { ok: true } | { ok: false; retryAfterSeconds: number };

const FORGET_AFTER_MS = 24 * 3_600_000;
/** A crowd of new subjects is no reason to go through all that is kept for each of them. */
const FORGET_EVERY_MS = 60_000;

/** Takes some uses, all or none, of a fixed window shared by all processes, and says whether they were still to be had. */
export async function limitRate(rate: RateLimit, now: Date, uses = 1): Promise<RateAnswer> {
  const key = rateKey(rate);
  const window = windowOf(rate, now);
  const [row] = await db().$queryRaw<{ count: number }[]>`
    INSERT INTO rate_limits (key, window_start, count) SELECT ${key}, ${window}, ${uses}::int WHERE ${uses}::int <= ${rate.limit}::int
    ON CONFLICT (key, window_start) DO UPDATE SET count = rate_limits.count + ${uses}::int
      WHERE rate_limits.count + ${uses}::int <= ${rate.limit}::int
    RETURNING count`;
  if (!row) return refused(rate, now);
  if (row.count === uses) await forgetOldWindows(now);
  return { ok: true };
}

/** Whether one more use would be let through; takes none. */
export async function hasUsesLeft(rate: RateLimit, now: Date): Promise<RateAnswer> {
  const id = { key: rateKey(rate), windowStart: windowOf(rate, now) };
  const row = await db().rateLimit.findUnique({ where: { key_windowStart: id } });
  return (row?.count ?? 0) < rate.limit ? { ok: true } : refused(rate, now);
}

/** Gives uses back: an attempt that turned out to be honest does not count. */
export async function refundRate(rate: RateLimit, now: Date, uses = 1): Promise<void> {
  await db().$executeRaw`
    UPDATE rate_limits SET count = greatest(count - ${uses}::int, 0)
    WHERE key = ${rateKey(rate)} AND window_start = ${windowOf(rate, now)}`;
}

function refused(rate: RateLimit, now: Date): RateAnswer {
  const retryAfterMs = windowOf(rate, now).getTime() + rate.windowSeconds * 1000 - now.getTime();
  return { ok: false, retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1000)) };
}

function windowOf({ windowSeconds }: RateLimit, now: Date): Date {
  const windowMs = windowSeconds * 1000;
  return new Date(Math.floor(now.getTime() / windowMs) * windowMs);
}

/** What a subject is called where its uses are kept: nobody reads the subject from it. */
export function rateKey({ purpose, subject }: Pick<RateLimit, "purpose" | "subject">): string {
  return `${purpose}:${keyedDigest(`rate:${purpose}\0${subject}`)}`;
}

async function forgetOldWindows(now: Date): Promise<void> {
  const last = processWide("rates-forgotten", () => ({ at: 0 }));
  if (Math.abs(now.getTime() - last.at) < FORGET_EVERY_MS) return;
  last.at = now.getTime();
  await db().rateLimit.deleteMany({ where: { windowStart: { lt: new Date(now.getTime() - FORGET_AFTER_MS) } } });
}
