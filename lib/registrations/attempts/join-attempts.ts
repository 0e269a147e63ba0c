import { refKey } from "@/lib/ledger/messages/message-ref";
import type { NamedAttempt, VerificationClaim, VerificationRef } from "@/lib/ledger/verifications/verification-refs";
import type { Glimpse } from "../glimpse-messages";
import type { Decision } from "../plan-registrations";

type Kept = Extract<Decision, { kind: "create" | "complete" }>;

/** What registrations tell of attempts that callbacks alone told of, all by the app's ids. */
export type JoinedAttempts = {
  /** Of each attempt of the app the one that is its own, if it has no row yet. */
  unnamed: Map<string, string>;
  /** All that are the same. */
  same: { externalId: string; id: string }[];
  /** Refs that nobody holds. */
  claims: { externalId: string; ref: VerificationRef }[];
};

/** Pure: an attempt is the app's where its verification service's id says so, or a message that is in it. */
export function joinAttempts(
  kept: readonly Kept[],
  attempts: ReadonlyMap<string, NamedAttempt>,
  glimpses: ReadonlyMap<string, Glimpse>,
): JoinedAttempts {
  const joined: JoinedAttempts = { unnamed: new Map(), same: [], claims: [] };
  for (const decision of kept) {
    const { fields, attemptRef } = decision.registration;
    const externalId = fields.verificationId;
    if (externalId === undefined) continue;
    const named = attemptRef ? attempts.get(refKey(attemptRef)) : undefined;
    if (attemptRef && !named) joined.claims.push({ externalId, ref: attemptRef });
    const messages = decision.kind === "complete" ? [decision.id, ...decision.also] : [];
    const ofMessages = messages.flatMap((id) => glimpses.get(id)?.unnamedAttempt ?? []);
    for (const id of [...(named?.externalId === null ? [named.id] : []), ...ofMessages]) {
      joined.same.push({ externalId, id });
      const other = joined.unnamed.get(externalId);
      const isTaken = [...joined.unnamed].some(([name, taken]) => taken === id && name !== externalId);
      if (!isTaken && (other === undefined || id < other)) joined.unnamed.set(externalId, id);
    }
  }
  return joined;
}

/** Those of `unnamed` under which the app's attempts will be stored. */
export function adopted(
  unnamed: ReadonlyMap<string, string>,
  verificationIds: ReadonlyMap<string, string>,
): Map<string, string> {
  return new Map([...unnamed].filter(([externalId, id]) => verificationIds.get(externalId) === id));
}

export function claimsOf(
  claims: JoinedAttempts["claims"],
  verificationIds: ReadonlyMap<string, string>,
): VerificationClaim[] {
  return claims.flatMap(({ externalId, ref }) => {
    const id = verificationIds.get(externalId);
    return id === undefined ? [] : [{ ref, id }];
  });
}

/** Pairs that are one attempt each. */
export function groupsOf(same: JoinedAttempts["same"], verificationIds: ReadonlyMap<string, string>) {
  return same.map(({ externalId, id }) => [verificationIds.get(externalId) ?? null, id]);
}
