import { FAILURE_CATEGORIES, type FailureCategory } from "@/lib/delivery/fold/status";
import { normalise } from "@/lib/providers/kit/normalise";
import { failureCategories, failureWords } from "../provider-words";
import type { Cast, MessageEnding, Scenario } from "../script";
import { ScriptWriter, SECOND } from "../script-writer";
import { requestCode } from "./happy";

/** What goes wrong in life, and how often against each other. */
const USUAL: Partial<Record<FailureCategory, number>> = {
  handset_unreachable: 34,
  invalid_number: 20,
  carrier_filtered: 14,
  carrier_rejected: 9,
  no_reason_given: 8,
  expired: 5,
  opted_out: 4,
  sender_not_registered: 3,
  provider_fault: 2,
  blocked_by_policy: 1,
};

/** The provider says, finally, that it failed; the user gives up. */
export const failures: Scenario = {
  about: "failed for one of the reasons that the provider can name (--category to choose)",
  isPlayable: ({ first, category }) => !category || failureCategories(first.provider).includes(category),
  write(cast) {
    const writer = new ScriptWriter("failures", cast);
    const { message, sentAt } = requestCode(writer, cast);
    writer.handedOn(message, sentAt);
    const ending = reportFailure(writer, cast, message, sentAt + writer.transit(message) + 3 * SECOND);
    return writer.end({ messages: [ending], verification: "expired", headline: HEADLINES[ending.status] ?? "" });
  },
};

const HEADLINES: Partial<Record<MessageEnding["status"], string>> = {
  undelivered: "reported undelivered",
  failed: "failed",
  rejected: "rejected before it reached the phone",
  expired: "expired on its way",
};

/** Reports a final failure in the provider's words, and says what it comes to. */
export function reportFailure(writer: ScriptWriter, cast: Cast, message: number, atMs: number): MessageEnding {
  const { provider } = cast.first;
  const category = cast.category ?? usualCategory(cast);
  // The first words of a table are the plain ones; far down it gets exotic.
  const words = cast.random.pick(failureWords(provider, category).slice(0, 3));
  const { reason, ...said } = words;
  writer.report(message, "failed", atMs, { ...said, reason, isFinal: true });
  const { status } = normalise(provider, { ...said, rawReason: reason });
  return { status, failureCategory: category };
}

function usualCategory({ random, first }: Cast): FailureCategory {
  const sayable = failureCategories(first.provider);
  const usual = FAILURE_CATEGORIES.filter((category) => sayable.includes(category) && USUAL[category]);
  return random.weighted(usual.map((category) => [category, USUAL[category] ?? 0] as const));
}
