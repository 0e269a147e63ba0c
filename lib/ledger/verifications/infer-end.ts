import { isClosed } from "@/lib/delivery/fold/summarise-verification";
import type { VerificationEvent, VerificationSummary } from "@/lib/delivery/fold/verification-event";

const GRACE_MS = 10 * 60_000;
const QUIET_MS = 30 * 60_000;

/** The end that silence will mean: what to add, when it happened, and from when on it may be said. */
export type InferredEnd = { type: "expired" | "abandoned"; at: Date; dueAt: Date };

/**
 * Pure: how an open attempt ends when nothing more is heard. Its newest code runs out; or, where no expiry is
 * known or the user went on after it, half an hour passes. Null once it has ended, or when nothing was heard at all.
 */
export function inferEnd(events: readonly VerificationEvent[], summary: VerificationSummary): InferredEnd | null {
  const { state, codeExpiresAt, lastEventAt } = summary;
  if (isClosed(state) || !lastEventAt) return null;
  if (codeExpiresAt && codeExpiresAt.getTime() >= lastStart(events)) {
    return { type: "expired", at: codeExpiresAt, dueAt: after(codeExpiresAt, GRACE_MS) };
  }
  const at = after(lastEventAt, QUIET_MS);
  return { type: "abandoned", at, dueAt: at };
}

/** An end that we inferred is outlived when the user goes on afterwards: a newer code opens the attempt again. */
export function withoutOutlived(events: readonly VerificationEvent[]): VerificationEvent[] {
  const latest = lastStart(events);
  return events.filter(({ inferred, at }) => !inferred || at.getTime() >= latest);
}

/** When the user last asked for a code, or one was last sent. */
function lastStart(events: readonly VerificationEvent[]): number {
  return Math.max(...events.map(({ type, at }) => (STARTS.has(type) ? at.getTime() : Number.NEGATIVE_INFINITY)));
}

const STARTS: ReadonlySet<VerificationEvent["type"]> = new Set([
  "requested",
  "code_sent",
  "resend_requested",
  "fallback_used",
]);

function after(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms);
}
