import {
  type DeliveryStatus,
  FAILURE_CATEGORIES,
  FAILURE_STATUSES,
  type FailureCategory,
} from "@/lib/delivery/fold/status";
import { normalise } from "@/lib/providers/kit/normalise";
import type { Provider } from "@/lib/providers/provider";

/** How a provider says that a message failed; `unsent`: no `sent` comes before it. */
export type FailureWords = { rawStatus: string; errorCode?: string; reason?: string; unsent?: true };

/** The provider's first word for a status; undefined when it never says that. */
export function wordFor(provider: Provider, status: DeliveryStatus): string | undefined {
  return Object.entries(provider.statuses).find(([, row]) => row.status === status)?.[0];
}

/** The ways in which a provider says a failure of this category, by its own tables; none where it cannot. */
export function failureWords(provider: Provider, category: FailureCategory): FailureWords[] {
  const statuses = finalFailures(provider);
  const reasons = Object.values(provider.reasons ?? {}).filter((row) => row.category === category);
  const spoken: FailureWords[] = [
    ...codedFailures(provider, statuses).filter(({ errorCode }) => provider.errors[errorCode]?.category === category),
    ...reasons.flatMap(({ meaning }) => statuses.map((rawStatus) => ({ rawStatus, reason: meaning }))),
    ...statuses.map((rawStatus) => ({ rawStatus })),
  ];
  return spoken
    .filter(({ reason, ...words }) => normalise(provider, { ...words, rawReason: reason }).failureCategory === category)
    .map((words) => ({ ...words, ...(provider.failures?.[words.rawStatus]?.unsent && { unsent: true }) }));
}

/** Every status with the codes that come with it; where no table tells, with those that do not say otherwise. */
function codedFailures(provider: Provider, statuses: readonly string[]): { rawStatus: string; errorCode: string }[] {
  const { failures } = provider;
  const told = Object.entries(failures ?? {}).flatMap(([rawStatus, { codes }]) =>
    codes.map((errorCode) => ({ rawStatus, errorCode })),
  );
  const any = Object.keys(provider.errors).flatMap((errorCode) =>
    statuses.map((rawStatus) => ({ rawStatus, errorCode })),
  );
  return failures ? told : any.filter((words) => agree(provider, words));
}

/** A plain failure may have any reason; a status that says more by itself (expired, taken back) only one that says so too. */
function agree({ statuses, errors }: Provider, words: { rawStatus: string; errorCode: string }): boolean {
  const [row, error] = [statuses[words.rawStatus], errors[words.errorCode]];
  if (row?.category && row.category !== error?.category) return false;
  const isPlain = row?.status === "failed" || row?.status === "undelivered";
  return isPlain || error?.status === row?.status;
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
