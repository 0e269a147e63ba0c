import type { RecipientKind } from "./recipient";

/** A recipient as it is stored: a keyed hash, and the mask that tells what kind it is of. */
export type StoredRecipient = { hash: Uint8Array; hashKey: string | null; masked: string | null };

/**
 * Whether two recipients are two people's, as far as their hashes tell: those of another kind or under another key cannot
 * be compared, and so speak neither for nor against.
 */
export function recipientsDiffer(a: StoredRecipient | null, b: StoredRecipient | null): boolean {
  if (!a || !b || a.hashKey !== b.hashKey || kindOf(a) !== kindOf(b)) return false;
  return a.hash.length !== b.hash.length || a.hash.some((byte, index) => byte !== b.hash[index]);
}

function kindOf({ masked }: StoredRecipient): RecipientKind {
  const at = masked?.indexOf("@") ?? -1;
  if (at === 0) return "handle";
  return at > 0 ? "email" : "phone";
}
