import { recordAudit } from "@/lib/audit/record-audit";
import { limitRate } from "@/lib/auth/limit-rate";
import { askWhetherKnown, type Stopped } from "@/lib/auth/limits/ask-whether-known";
import { requirePermission } from "@/lib/auth/require-permission";
import type { Clock } from "@/lib/clock";
import { db } from "@/lib/db";
import { compareWith } from "./compare-with";
import { findNumber } from "./find-number";

const HOUR = { windowSeconds: 3600 };
/**
 * Tries of one agent at one person's number, whichever of their stories it stands in, and at all, in an hour: enough for a
 * misheard digit, useless for guessing. What is not the same is a miss of the agent's budget as well.
 */
const PER_PERSON = { purpose: "compare-person", limit: 5, ...HOUR };
const PER_AGENT = { purpose: "compare-agent", limit: 60, ...HOUR };

const LONGEST = 320;

export type CompareNumberInput = { /** Of the story or the message. */ id: string; typed: string };
export type CompareResult =
  /** `twin`: in its other form, which is nearly always the same subscriber's. */
  | { ok: true; same: boolean; twin?: true }
  | { ok: false; code: "not_found" | "no_number" | "unreadable" }
  | { ok: false; code: "rate_limited"; because?: Stopped["because"]; retryAfterSeconds: number };

/** Says whether the number that a customer reads out is the one on record, and nothing else about either. */
export async function compareNumber({ id, typed }: CompareNumberInput, clock: Clock): Promise<CompareResult> {
  const user = await requirePermission("number:compare");
  const found = await findNumber(id);
  if (!found.ok) return found;
  const { number } = found;
  const sameness = typed.length > LONGEST ? null : compareWith(typed, number);
  if (sameness === null) return { ok: false, code: "unreadable" };

  const at = clock();
  const person = Buffer.from(number.hash).toString("hex");
  for (const rate of [
    { ...PER_PERSON, subject: `${user.id} ${person}` },
    { ...PER_AGENT, subject: user.id },
  ]) {
    const answer = await limitRate(rate, at);
    if (!answer.ok) return { ...answer, code: "rate_limited" };
  }
  const same = sameness !== "different";
  const actor = { kind: "user", id: user.id } as const;
  const ask = async () => ({ answer: same, misses: same ? 0 : 1 });
  const asked = await askWhetherKnown({ asker: actor, about: `${person} ${typed}`, at, ask });
  if (!asked.ok) return asked;
  const entry = { actor, action: "number_compared", subject: number.subject, details: { same }, at } as const;
  await db().$transaction((tx) => recordAudit(tx, entry));
  return { ok: true, same, ...(sameness === "twin" && { twin: true }) };
}
