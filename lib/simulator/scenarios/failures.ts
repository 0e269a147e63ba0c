import { FAILURE_CATEGORIES, type FailureCategory } from "@/lib/delivery/fold/status";
import { normalise } from "@/lib/providers/kit/normalise";
import { type FailureWords, failureCategories, failureWords } from "../provider-words";
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
  isPlayable: ({ first, category }) => !category || failureWords(first.provider, category).length > 0,
  write(cast) {
    const writer = new ScriptWriter("failures", cast);
    const { message, sentAt } = requestCode(writer, cast);
    const words = pickFailure(cast);
    if (words.unsent) writer.report(message, "accepted", sentAt + cast.random.integer(120, 400));
    else writer.handedOn(message, sentAt);
    const afterMs = words.unsent ? cast.random.integer(700, 1_900) : writer.transit(message) + 3 * SECOND;
    const ending = reportFailure(writer, cast, message, sentAt + afterMs, words);
    return writer.end({ messages: [ending], verification: "expired", headline: HEADLINES[ending.status] ?? "" });
  },
};

const HEADLINES: Partial<Record<MessageEnding["status"], string>> = {
  undelivered: "reported undelivered",
  failed: "failed",
  rejected: "rejected before it reached the phone",
  expired: "expired on its way",
};

/** How the cast's provider says it: of the given category, or of one that is usual. */
export function pickFailure(cast: Cast, { afterSent = false } = {}): FailureWords {
  const words = failureWords(cast.first.provider, cast.category ?? usualCategory(cast));
  // The first words of a table are the plain ones; far down it gets exotic.
  return cast.random.pick(words.filter(({ unsent }) => !(afterSent && unsent)).slice(0, 3));
}

/** Reports a final failure in the provider's words, and says what it comes to. */
export function reportFailure(
  writer: ScriptWriter,
  { first: { provider } }: Cast,
  message: number,
  atMs: number,
  { unsent: _, ...said }: FailureWords,
): MessageEnding {
  writer.report(message, "failed", atMs, { ...said, isFinal: true });
  const { status, failureCategory } = normalise(provider, { ...said, rawReason: said.reason });
  return { status, failureCategory: failureCategory ?? undefined };
}

function usualCategory({ random, first }: Cast): FailureCategory {
  const sayable = failureCategories(first.provider);
  const usual = FAILURE_CATEGORIES.filter((category) => sayable.includes(category) && USUAL[category]);
  return random.weighted(usual.map((category) => [category, USUAL[category] ?? 0] as const));
}
