import type { NamedAttempt } from "@/lib/ledger/verifications/verification-refs";

/** Why the attempt that a verification service's id names cannot be the app's `externalId`, or null. */
export function attemptClash(attempt: NamedAttempt | undefined, externalId: string): string | null {
  if (!attempt) return null;
  if (attempt.isDropped) return "belongs to an attempt whose data are no longer kept";
  return attempt.externalId === null || attempt.externalId === externalId ? null : "belongs to another attempt";
}
