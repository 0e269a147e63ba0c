import type { Channel } from "./status";

export const VERIFICATION_EVENT_TYPES = [
  "requested",
  "code_sent",
  "resend_requested",
  "wrong_code",
  "verified",
  "expired",
  "abandoned",
  "failed",
  "blocked",
  "fallback_offered",
  "fallback_used",
  "abuse_check",
] as const;
export type VerificationEventType = (typeof VERIFICATION_EVENT_TYPES)[number];

export const ABUSE_CHECK_RESULTS = ["allowed", "challenged", "refused"] as const;
export type AbuseCheckResult = (typeof ABUSE_CHECK_RESULTS)[number];

/** In order of rank: the highest that any event says wins. */
export const VERIFICATION_STATES = [
  "requested",
  "checking",
  "abandoned",
  "expired",
  "failed",
  "blocked",
  "verified",
] as const;
export type VerificationState = (typeof VERIFICATION_STATES)[number];

/** One event of an OTP attempt, as stored and as folded by `summariseVerification`. */
export type VerificationEvent = {
  /** The app's own id of the event, unique within the verification; `inferred:…` for ours, `provider:…` for others'. */
  eventId: string;
  type: VerificationEventType;
  at: Date;
  receivedAt: Date;
  messageId: string | null;
  channel: Channel | null;
  /** Free text of the app (masked), or an abuse check's result. */
  reason: string | null;
  codeExpiresAt: Date | null;
  voidsEarlierCodes: boolean;
  /** Ours, drawn from the clock, not reported by anybody. */
  inferred: boolean;
  /** By its name for people, the provider whose verification service reported it: it is not the app's word. */
  reportedBy?: string | null;
  /** What that provider calls it. */
  rawStatus?: string | null;
};

/** What a verification's row keeps of all its events. */
export type VerificationSummary = {
  state: VerificationState;
  /** The state rests on an event that we inferred. */
  inferred: boolean;
  requestedAt: Date | null;
  verifiedAt: Date | null;
  /** As the first event that verified tells it, of those that do. */
  verifiedChannel: Channel | null;
  closedAt: Date | null;
  /** Expiry of the newest code. */
  codeExpiresAt: Date | null;
  wrongCodes: number;
  lastEventAt: Date | null;
};
