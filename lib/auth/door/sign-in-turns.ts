import { randomBytes } from "node:crypto";
import { db } from "@/lib/db";
import { limitRate, rateKey } from "../limit-rate";
import { isSigned, sign } from "../limits/signed-text";

/**
 * Once guesses have used up what is free, passwords are still tried, one at a time and a few seconds apart in each lane:
 * an address's, or one address's at one account. Who comes is given a turn, and comes back with it; who does not come
 * back takes nobody's place.
 */
export type Lane = { subject: string };

/** A turn as the browser keeps it: for one account, once, from then on. A kept one is sure; another may have to wait again. */
type Turn = { id: string; from: Date; isKept: boolean };
export type TurnAnswer = { ok: true } | { ok: false; retryAfterSeconds: number; turn: string };

const FIRST_WAIT_MS = 10_000;
const EVERY_MS = 5_000;
/** So far ahead turns are given; it is the longest that anyone is told to wait. */
const AHEAD_MS = 10 * 60_000;
/** Time to come back in. */
export const TURN_LIVES_MS = 15 * 60_000;
const PURPOSE = "turn";
const DAY_MS = 86_400_000;

/** Whether it is the turn of who comes for this account, by what their browser kept; else when it will be. */
export async function awaitTurn(email: string, lane: Lane, kept: string | undefined, now: Date): Promise<TurnAnswer> {
  const turn = readTurn(kept, email, now);
  if (turn && turn.from > now) return answerWith(email, turn, now);
  if (!turn || !(await isFirstUse(turn))) return answerWith(email, newTurn(now.getTime() + FIRST_WAIT_MS, false), now);
  if (turn.isKept) return { ok: true };
  const place = await takePlace(lane, now);
  if (place && place <= now) return { ok: true };
  return answerWith(email, newTurn(place?.getTime() ?? now.getTime() + AHEAD_MS, place !== null), now);
}

/** The next place in a lane, from now on, which nobody else gets; null where none is free for long. */
async function takePlace(lane: Lane, now: Date): Promise<Date | null> {
  const key = rateKey({ purpose: "sign-in-lane", subject: lane.subject });
  const day = new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS);
  const current = Math.floor(now.getTime() / EVERY_MS);
  const [taken] = await db().$queryRaw<{ place: number }[]>`
    INSERT INTO rate_limits (key, window_start, count) VALUES (${key}, ${day}, ${current}::int)
    ON CONFLICT (key, window_start) DO UPDATE SET count = greatest(rate_limits.count + 1, ${current}::int)
      WHERE rate_limits.count < ${current}::int + ${AHEAD_MS / EVERY_MS}::int
    RETURNING count AS place`;
  return taken ? new Date(taken.place * EVERY_MS) : null;
}

function newTurn(fromMs: number, isKept: boolean): Turn {
  return { id: randomBytes(12).toString("base64url"), from: new Date(fromMs), isKept };
}

function answerWith(email: string, turn: Turn, now: Date): TurnAnswer {
  const text = `${turn.id}.${turn.from.getTime().toString(36)}.${turn.isKept ? "kept" : "first"}`;
  const retryAfterSeconds = Math.max(1, Math.ceil((turn.from.getTime() - now.getTime()) / 1000));
  return { ok: false, retryAfterSeconds, turn: `${text}.${sign(PURPOSE, email, text)}` };
}

function readTurn(kept: string | undefined, email: string, now: Date): Turn | null {
  const [, text = "", id = "", from = "", how, signature = ""] = TURN.exec(kept ?? "") ?? [];
  if (!text || !isSigned(PURPOSE, email, text, signature)) return null;
  const turn = { id, from: new Date(Number.parseInt(from, 36)), isKept: how === "kept" };
  return turn.from.getTime() + TURN_LIVES_MS > now.getTime() ? turn : null;
}

const TURN = /^(([\w-]{16})\.([0-9a-z]{8,9})\.(kept|first))\.([\w-]{43})$/;

/** Counted at the turn's own time: its window is the same whenever it is used. */
async function isFirstUse({ id, from }: Turn): Promise<boolean> {
  return (await limitRate({ purpose: "sign-in-turn", subject: id, limit: 1, windowSeconds: 3_600 }, from)).ok;
}
