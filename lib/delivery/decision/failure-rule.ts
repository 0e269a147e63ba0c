import type { FailureCategory } from "../fold/status";

/** What a failure calls for: the same again after a pause, another way, or first a number that is right. */
export type FailureRule =
  | { kind: "resend" /** After the failure, in seconds. */; pause: number }
  | { kind: "other_channel" }
  | { kind: "check_number" };

const OTHER: FailureRule = { kind: "other_channel" };
const AT_ONCE: FailureRule = { kind: "resend", pause: 0 };

const RULES: Readonly<Record<FailureCategory, FailureRule>> = {
  invalid_number: { kind: "check_number" },
  handset_unreachable: { kind: "resend", pause: 30 },
  carrier_filtered: OTHER,
  carrier_rejected: OTHER,
  opted_out: OTHER,
  blocked_by_policy: OTHER,
  sender_not_registered: OTHER,
  template_rejected: OTHER,
  destination_not_enabled: OTHER,
  insufficient_balance: OTHER,
  rate_limited: { kind: "resend", pause: 60 },
  expired: AT_ONCE,
  provider_fault: AT_ONCE,
  request_error: OTHER,
  cancelled: AT_ONCE,
  unrecognised: AT_ONCE,
  no_reason_given: AT_ONCE,
};

export function failureRule(category: FailureCategory): FailureRule {
  return RULES[category];
}
