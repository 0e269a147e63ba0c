import { recordAudit } from "@/lib/audit/record-audit";
import { limitRate } from "@/lib/auth/limit-rate";
import { requirePermission } from "@/lib/auth/require-permission";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import { compareWith } from "./compare-with";
import { findNumber } from "./find-number";

const HOUR = { windowSeconds: 3600 };
/** Tries of one agent at one story, and at all stories, in an hour: enough for a misheard digit, useless for guessing. */
const PER_STORY = { purpose: "compare-story", limit: 5, ...HOUR };
const PER_AGENT = { purpose: "compare-agent", limit: 60, ...HOUR };

const LONGEST = 320;

export type CompareNumberInput = { /** Of the story or the message. */ id: string; typed: string };
export type CompareResult =
  /** `twin`: in its other form, which is nearly always the same subscriber's. */
  | { ok: true; same: boolean; twin?: true }
  | { ok: false; code: "not_found" | "no_number" | "unreadable" }
  | { ok: false; code: "rate_limited"; retryAfterSeconds: number };

/** Says whether the number that a customer reads out is the one on record, and nothing else about either. */
export async function compareNumber({ id, typed }: CompareNumberInput, clock: Clock): Promise<CompareResult> {
  const user = await requirePermission("number:compare");
  const found = await findNumber(id);
  if (!found.ok) return found;
  const { number } = found;
  const sameness = typed.length > LONGEST ? null : compareWith(typed, number);
  if (sameness === null) return { ok: false, code: "unreadable" };

  const at = clock();
  for (const rate of [
    { ...PER_STORY, subject: `${user.id} ${number.storyId}` },
    { ...PER_AGENT, subject: user.id },
  ]) {
    const answer = await limitRate(rate, at);
    if (!answer.ok) return { ...answer, code: "rate_limited" };
  }
  const same = sameness !== "different";
  const actor = { kind: "user", id: user.id } as const;
  const entry = { actor, action: "number_compared", subject: number.subject, details: { same }, at } as const;
  await db().$transaction((tx) => recordAudit(tx, entry));
  return { ok: true, same, ...(sameness === "twin" && { twin: true }) };
}
