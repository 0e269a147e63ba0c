/** Why a number may be seen; the log shows it for good. */
export const REVEAL_REASONS = ["customer_asked", "fraud_check", "provider_escalation", "other"] as const;
export type RevealReason = (typeof REVEAL_REASONS)[number];

export const REVEAL_REASON_NAMES: Record<RevealReason, string> = {
  customer_asked: "The customer asked",
  fraud_check: "Fraud check",
  provider_escalation: "Escalation to the provider",
  other: "Another reason",
};

/** How long a revealed number stays on the screen. */
export const REVEALED_FOR_SECONDS = 60;
