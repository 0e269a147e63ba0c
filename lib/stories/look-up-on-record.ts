import type { AuditDetails, AuditSubject } from "@/lib/audit/audit-entry";
import { noteAudit } from "@/lib/audit/note-audit";
import { askWhetherKnown, type Stopped } from "@/lib/auth/limits/ask-whether-known";
import { requirePermission } from "@/lib/auth/require-permission";
import type { Clock } from "@/lib/clock";
import type { Attempt } from "./list-attempts";
import { type LookUp, type LookUpOutcome, lookUpTyped, readTyped, type Typed } from "./look-up";

export type LookUpAnswer = { ok: true; answer: LookUp } | Stopped;

/**
 * A person's look-up: within their budget of what is not known, and on record before its answer is told. The record has
 * its kind, what came of it and the story that it led to; never what was typed.
 */
export async function lookUpOnRecord(
  text: string,
  options: { defaultCountries: readonly string[] },
  clock: Clock,
): Promise<LookUpAnswer> {
  const { id } = await requirePermission("story:look-up");
  const [typed, at] = [readTyped(text, options), clock()];
  const asked = await askWhetherKnown({
    asker: { kind: "user", id },
    about: typed.text,
    count: Math.max(1, typed.people.length),
    at,
    ask: async () => {
      const outcome = await lookUpTyped(typed);
      return { answer: outcome, misses: outcome.misses };
    },
  });
  if (!asked.ok) return asked;
  const outcome = asked.answer;
  const actor = { kind: "user", id } as const;
  await noteAudit({
    actor,
    action: "looked_up",
    subject: subjectOf(outcome.only),
    details: detailsOf(typed, outcome),
    at,
  });
  return { ok: true, answer: outcome.answer };
}

function subjectOf(only: Attempt | null): AuditSubject | null {
  return only && { type: only.state === null ? "message" : "verification", id: only.storyId };
}

function detailsOf({ people }: Typed, { answer, misses }: LookUpOutcome): AuditDetails {
  const unknown = { kind: people[0]?.[0]?.as ?? "id", result: "none" };
  const several = people.length > 1 && { asked: people.length, unknown: misses };
  switch (answer.kind) {
    case "one":
      return { kind: answer.readAs, result: "one", ...several };
    case "many":
      return { kind: answer.matches[0]?.readAs ?? "id", result: "several", matches: answer.matches.length, ...several };
    case "codes":
    case "none":
      return { ...unknown, ...several };
  }
}
