import { failureRule } from "../decision/failure-rule";
import type { FailureCategory } from "../fold/status";
import { en } from "./en";

/** What a failure category may mean, and what helps. Causes are possible ones, never facts. */
export type FailureNote = {
  label: string;
  possibleCauses: readonly string[];
  /** What the agent can try. */
  tryNext: string;
};

const LABELS: Readonly<Record<FailureCategory, string>> = {
  invalid_number: "Invalid number",
  handset_unreachable: "Phone unreachable",
  carrier_filtered: "Filtered on the way",
  carrier_rejected: "Rejected by the carrier",
  opted_out: "Opted out",
  blocked_by_policy: "Blocked by a rule",
  sender_not_registered: "Sender not registered",
  template_rejected: "Template refused",
  destination_not_enabled: "Destination not enabled",
  insufficient_balance: "No balance",
  rate_limited: "Too many at once",
  expired: "Expired on the way",
  provider_fault: "Fault at the provider",
  request_error: "Faulty request",
  cancelled: "Cancelled",
  unrecognised: "Unknown reason",
  no_reason_given: "No reason given",
};

export function failureNote(category: FailureCategory): FailureNote {
  const { causes, todo } = en.agent.categories[category];
  const title = en.agent.titles[failureRule(category).kind];
  return { label: LABELS[category], possibleCauses: causes, tryNext: `${title} ${todo}` };
}
