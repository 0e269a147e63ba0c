import { noteAudit } from "@/lib/audit/note-audit";
import { hasUsesLeft, limitRate, type RateLimit, refundRate } from "../limit-rate";

/** Whoever asks whether something is known here: a person at a page, or the sending app. */
export type Asker = { kind: "user" | "api_key"; id: string };

export type Question<T> = {
  asker: Asker;
  /** What it is about, as given: kept for a while as a keyed hash, so that the same again is no new question. */
  about: string;
  /** How many things are asked about at once. */
  count?: number;
  at: Date;
  /** Finds the answer, and says of how many of the things nothing is known. */
  ask(): Promise<{ answer: T; misses: number }>;
};

/** `isRepeated`: it was asked before, and was not known then either. */
export type Asked<T> = { ok: true; answer: T; isRepeated: boolean } | Stopped;
export type Stopped = {
  ok: false;
  code: "rate_limited";
  /** Too much was asked for that is not known, or too much at all. */
  because: "misses" | "asks";
  retryAfterSeconds: number;
};

const HOUR_SECONDS = 3_600;
/** Enough for typing errors, user ids of another system and quiet days; useless for finding out who is known. */
export const MISSES_AN_HOUR = { user: 30, api_key: 60 } as const satisfies Record<Asker["kind"], number>;
const ASKS = { purpose: "known-asks", limit: 200, windowSeconds: 10 * 60 };

/**
 * The one door to every answer of *known or not*: look-ups, the API's reads, comparisons. All of them draw on one budget
 * of misses per asker, far lower than that of hits; once it is used up nothing is answered, as *not known* would be one.
 */
export async function askWhetherKnown<T>(question: Question<T>): Promise<Asked<T>> {
  return question.asker.kind === "user" ? askAsPerson(question) : askAsApp(question);
}

/** Misses are taken before the answer is known, and given back: a crowd of requests at once finds no more than one by one. */
async function askAsPerson<T>(question: Question<T>): Promise<Asked<T>> {
  const { asker, at } = question;
  const asks = await limitRate({ ...ASKS, subject: asker.id }, at);
  if (!asks.ok) return { ...asks, code: "rate_limited", because: "asks" };
  const rate = missesOf(asker);
  const taken = Math.min(question.count ?? 1, rate.limit);
  const misses = await limitRate(rate, at, taken);
  if (!misses.ok) return stop(asker, at, misses.retryAfterSeconds);
  let spent = 0;
  try {
    const { answer, misses } = await question.ask();
    const isRepeated = misses > 0 && !(await isNew(question));
    spent = isRepeated ? 0 : Math.min(misses, taken);
    return { ok: true, answer, isRepeated };
  } finally {
    if (spent < taken) await refundRate(rate, at, taken - spent);
  }
}

/** An app asks on each click of its users: what is known costs it no write, and its hits are not counted. */
async function askAsApp<T>(question: Question<T>): Promise<Asked<T>> {
  const { asker, at } = question;
  const rate = missesOf(asker);
  const left = await hasUsesLeft(rate, at);
  if (!left.ok) return stop(asker, at, left.retryAfterSeconds);
  const { answer, misses } = await question.ask();
  if (misses === 0) return { ok: true, answer, isRepeated: false };
  if (!(await isNew(question))) return { ok: true, answer, isRepeated: true };
  const counted = await limitRate(rate, at, Math.min(misses, rate.limit));
  return counted.ok ? { ok: true, answer, isRepeated: false } : stop(asker, at, counted.retryAfterSeconds);
}

function missesOf({ kind, id }: Asker): RateLimit {
  return { purpose: "known-misses", subject: id, limit: MISSES_AN_HOUR[kind], windowSeconds: HOUR_SECONDS };
}

async function isNew({ asker, about, at }: Question<unknown>): Promise<boolean> {
  const subject = `${asker.id}\0${about}`;
  return (await limitRate({ purpose: "known-question", subject, limit: 1, windowSeconds: HOUR_SECONDS }, at)).ok;
}

/** That somebody was stopped stands in the log once for each hour in which they were. */
async function stop(asker: Asker, at: Date, retryAfterSeconds: number): Promise<Stopped> {
  const details = { misses: MISSES_AN_HOUR[asker.kind] };
  const entry = {
    actor: asker,
    action: "looking_stopped",
    subject: { type: asker.kind, id: asker.id },
    details,
    at,
  } as const;
  await noteAudit(entry, HOUR_SECONDS * 1000);
  return { ok: false, code: "rate_limited", because: "misses", retryAfterSeconds };
}
