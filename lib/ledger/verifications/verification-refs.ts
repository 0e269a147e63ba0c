import { formerRefs, type MessageRef, providerRef, refKey } from "../messages/message-ref";
import { insertRows, withRows } from "../sql/array-statement";
import { sortByKey } from "../sql/sort-by-key";
import { StartAgain } from "../sql/sql-errors";
import type { Transaction } from "../sql/transaction";

/** The id that a provider's verification service gave an attempt; kept as a message's is, in a table of its own. */
export type VerificationRef = MessageRef;
export const verificationRef: (connectionId: string, id: string) => VerificationRef = providerRef;

/** The attempt that a ref names, as it was read without its lock. */
export type NamedAttempt = {
  id: string;
  /** Null while only callbacks have told of it. */
  externalId: string | null;
  /** Its data are no longer kept, and nothing may be written for it. */
  isDropped: boolean;
};

/** Attempts by `refKey`; a ref that is not there is not in the map. */
export async function findNamedAttempts(
  tx: Transaction,
  refs: readonly VerificationRef[],
): Promise<Map<string, NamedAttempt>> {
  if (refs.length === 0) return new Map();
  const { rows } = await tx.query<FoundRef>(FIND.query([...refs, ...refs.flatMap(formerRefs)]));
  const found = new Map(rows.map(({ namespace, ref, ...attempt }) => [refKey({ namespace, ref }), attempt]));
  return new Map(
    refs.flatMap((ref): [string, NamedAttempt][] => {
      const attempt = found.get(refKey(ref)) ?? formerRefs(ref).flatMap((form) => found.get(refKey(form)) ?? [])[0];
      return attempt ? [[refKey(ref), attempt]] : [];
    }),
  );
}

type FoundRef = NamedAttempt & { namespace: string; ref: string };

export type VerificationClaim = { ref: VerificationRef; id: string };

/** Claims refs that nobody holds, in sorted order, after the messages' locks and before the attempts'. */
export async function claimVerificationRefs(tx: Transaction, claims: readonly VerificationClaim[]): Promise<void> {
  const byKey = new Map(claims.map((claim) => [refKey(claim.ref), claim]));
  if (byKey.size === 0) return;
  const rows = sortByKey([...byKey.values()], ({ ref }) => refKey(ref));
  const { rowCount } = await tx.query(
    CLAIM.query(rows.map(({ ref: { namespace, ref }, id }) => ({ namespace, ref, verification_id: id }))),
  );
  // Another transaction was first: read again, its refs name the attempt.
  if (rowCount !== byKey.size) throw new StartAgain();
}

const FIND = withRows(
  "find-verification-refs",
  { namespace: "text", ref: "text" },
  `SELECT f.namespace, f.ref, f.verification_id AS id, v.external_id AS "externalId",
          f.expires_at IS NOT NULL AS "isDropped"
     FROM $rows JOIN verification_refs f USING (namespace, ref) LEFT JOIN verifications v ON v.id = f.verification_id`,
);
const CLAIM = insertRows(
  "verification_refs",
  { namespace: "text", ref: "text", verification_id: "uuid" },
  "ON CONFLICT (namespace, ref) DO NOTHING",
);
