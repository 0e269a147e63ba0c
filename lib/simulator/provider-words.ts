import {
  type DeliveryStatus,
  FAILURE_CATEGORIES,
  FAILURE_STATUSES,
  type FailureCategory,
} from "@/lib/delivery/fold/status";
import { normalise } from "@/lib/providers/kit/normalise";
import type { Provider } from "@/lib/providers/provider";

/** How a provider says that a message failed. */
export type FailureWords = { rawStatus: string; errorCode?: string; reason?: string };

/** The provider's first word for a status; undefined when it never says that. */
export function wordFor(provider: Provider, status: DeliveryStatus): string | undefined {
  return Object.entries(provider.statuses).find(([, row]) => row.status === status)?.[0];
}

/** The ways in which a provider can say a failure of this category, by its own tables; none where it cannot. */
export function failureWords(provider: Provider, category: FailureCategory): FailureWords[] {
  const statuses = finalFailures(provider);
  const codes = Object.entries(provider.errors).filter(([, row]) => row.category === category);
  const reasons = Object.entries(provider.reasons ?? {}).filter(([, row]) => row.category === category);
  const spoken: FailureWords[] = [
    ...codes.flatMap(([errorCode]) => statuses.map((rawStatus) => ({ rawStatus, errorCode }))),
    ...reasons.flatMap(([, row]) => statuses.map((rawStatus) => ({ rawStatus, reason: row.meaning }))),
    ...statuses.map((rawStatus) => ({ rawStatus })),
  ];
  return spoken.filter(({ reason, ...words }) => {
    return normalise(provider, { ...words, rawReason: reason }).failureCategory === category;
  });
}

/** The categories that a provider can tell apart. */
export function failureCategories(provider: Provider): FailureCategory[] {
  return FAILURE_CATEGORIES.filter((category) => failureWords(provider, category).length > 0);
}

/** A raw status that its tables do not hold. */
export function unknownWord(provider: Provider): string {
  const words = ["parked_by_network", "held_for_inspection", "relayed_to_partner"];
  return words.find((word) => !Object.hasOwn(provider.statuses, word)) ?? "a_word_of_tomorrow";
}

function finalFailures(provider: Provider): string[] {
  return Object.entries(provider.statuses)
    .filter(([, row]) => row.final && FAILURE_STATUSES.has(row.status))
    .map(([rawStatus]) => rawStatus);
}
