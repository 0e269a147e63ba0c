import type { Story } from "../story/story";
import { otherChannel } from "./choose-plan";
import { decidedAt, earlier, startOf } from "./our-clock";
import type { Plan } from "./plan";
import type { Situation } from "./situation";

/** The plan once the customer has spoken. Whoever denies the request, or was verified without a code, comes first. */
export function heedCustomer(plan: Plan, found: Situation, story: Story): Plan {
  const { customer } = story;
  if (!customer || !stillHolds(story)) return plan;
  switch (customer.says) {
    case "not_me":
      return { kind: "secure_account", reason: "not_me" };
    case "works_now":
      return { kind: "done", reason: "works_now" };
    case "wrong_number":
      return plan.kind === "stop" ? plan : wrongNumber(found);
    case "not_received":
      return notReceived(plan, found, story);
  }
}

function wrongNumber({ kind }: Situation): Plan {
  if (kind === "verified") return { kind: "secure_account", reason: "verified_on_wrong_number" };
  return { kind: "check_number", reason: "wrong_number" };
}

/** Who has no code although it was reported delivered is not helped by looking again. */
function notReceived(plan: Plan, { kind }: Situation, story: Story): Plan {
  switch (kind) {
    case "verified":
      return { kind: "secure_account", reason: "verified_without_code" };
    case "delivered":
    case "delivered_waiting":
    case "delivered_unused":
    case "conflicting":
    case "partial":
      return otherChannel("customer_has_none", story);
    default:
      return plan;
  }
}

/** What was said of a code does not hold for a newer one; that somebody else asked holds until it is taken back. */
export function stillHolds({ customer, verification, messages }: Story): boolean {
  if (!customer) return false;
  if (customer.says === "not_me") return true;
  const events = verification?.events.filter(({ inferred }) => !inferred) ?? [];
  const told = events.map(({ at, receivedAt }) => earlier(at, receivedAt));
  const sent = messages.map(startOf);
  const delivered = messages.filter(({ deliveredAt }) => deliveredAt !== null).map(decidedAt);
  return [...told, ...sent, ...delivered].every((at) => at <= customer.at);
}
