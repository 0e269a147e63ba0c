import { type LockedMessage, lockMessages } from "./lock-messages";
import { claimRefs, findNamed, type Naming, type ResolvedRefs } from "./message-refs";
import { StartAgain } from "./sql-errors";
import { together } from "./together";
import type { Transaction } from "./transaction";

/** `resolveRefs`, and the messages that were there already (also those to be merged) locked in the same trip. */
export async function claimAndLock(
  tx: Transaction,
  namings: readonly Naming[],
): Promise<{ refs: ResolvedRefs; before: Map<string, LockedMessage> }> {
  const refs = await findNamed(tx, namings);
  const seen = idsToLock(refs);
  const [, before] = await together([claimRefs(tx, refs), lockMessages(tx, seen)]);
  const adopted = [...idsToLock(refs)].filter((id) => !seen.has(id)).sort();
  if (adopted.length === 0) return { refs, before };
  // Every transaction locks in the order of ids; who would have to go back begins anew.
  const [first = ""] = adopted;
  if ([...seen].some((id) => id > first)) throw new StartAgain();
  return { refs, before: new Map([...before, ...(await lockMessages(tx, adopted))]) };
}

function idsToLock({ ids, created, dropped, sameMessage }: ResolvedRefs): Set<string> {
  const known = ids.filter((id) => !created.has(id) && !dropped.has(id));
  return new Set([...known, ...sameMessage.flatMap(({ older, younger }) => [older, younger])]);
}
