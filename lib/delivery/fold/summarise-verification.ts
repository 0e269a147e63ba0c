import {
  type AbuseCheckResult,
  VERIFICATION_STATES,
  type VerificationEvent,
  type VerificationState,
  type VerificationSummary,
} from "./verification-event";

/**
 * The state of a verification as a pure fold of its events, idempotent by event id, in any order: the highest
 * state that any event says wins, so a `verified` wins over an expiry that we inferred.
 */
export function summariseVerification(events: readonly VerificationEvent[]): VerificationSummary {
  const distinct = distinctEvents(events);
  const rank = distinct.reduce((highest, event) => Math.max(highest, rankOf(stateOf(event))), 0);
  const state = VERIFICATION_STATES[rank] ?? "requested";
  const deciding = distinct.filter((event) => stateOf(event) === state);
  const verified = distinct.filter(({ type }) => type === "verified");
  return {
    state,
    inferred: deciding.length > 0 && deciding.every(({ inferred }) => inferred),
    requestedAt: timeOf(distinct.find(({ type }) => type === "requested")),
    verifiedAt: timeOf(verified[0]),
    verifiedChannel: verified.find(({ channel }) => channel !== null)?.channel ?? null,
    closedAt: isClosed(state) ? timeOf(deciding[0]) : null,
    codeExpiresAt: distinct.findLast(({ codeExpiresAt }) => codeExpiresAt !== null)?.codeExpiresAt ?? null,
    wrongCodes: wrongCodes(distinct),
    lastEventAt: timeOf(distinct.at(-1)),
  };
}

/** The app and a verification service may tell of the same tries: the one that knows of more counts. */
function wrongCodes(distinct: readonly VerificationEvent[]): number {
  const wrong = distinct.filter(({ type }) => type === "wrong_code");
  const reported = wrong.filter(({ eventId }) => eventId.startsWith("provider:")).length;
  return Math.max(reported, wrong.length - reported);
}

export function isClosed(state: VerificationState): boolean {
  return rankOf(state) >= rankOf("abandoned");
}

/** The result of an abuse check stands in its reason; anything else is no result. */
export function abuseCheckResult({ type, reason }: VerificationEvent): AbuseCheckResult | null {
  if (type !== "abuse_check") return null;
  const said = reason?.trim().toLowerCase();
  return said === "allowed" || said === "challenged" || said === "refused" ? said : null;
}

/** What one event says. */
function stateOf(event: VerificationEvent): VerificationState {
  switch (event.type) {
    case "requested":
    case "code_sent":
    case "resend_requested":
    case "fallback_offered":
    case "fallback_used":
      return "requested";
    case "wrong_code":
      return "checking";
    case "verified":
    case "expired":
    case "abandoned":
    case "failed":
    case "blocked":
      return event.type;
    case "abuse_check":
      return abuseCheckResult(event) === "refused" ? "blocked" : "requested";
  }
}

function rankOf(state: VerificationState): number {
  return VERIFICATION_STATES.indexOf(state);
}

/** Oldest first, one event an id: the first that reached us. */
function distinctEvents(events: readonly VerificationEvent[]): VerificationEvent[] {
  const byId = new Map<string, VerificationEvent>();
  for (const event of [...events].sort(byArrival)) if (!byId.has(event.eventId)) byId.set(event.eventId, event);
  return [...byId.values()].sort((a, b) => a.at.getTime() - b.at.getTime() || compareText(a.eventId, b.eventId));
}

function byArrival(a: VerificationEvent, b: VerificationEvent): number {
  return a.receivedAt.getTime() - b.receivedAt.getTime() || compareText(JSON.stringify(a), JSON.stringify(b));
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function timeOf(event: VerificationEvent | undefined): Date | null {
  return event?.at ?? null;
}
