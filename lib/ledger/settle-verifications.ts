import type { Change } from "./outbox/change";
import { tellReaders } from "./outbox/tell-readers";
import type { Transaction } from "./sql/transaction";
import { recountVerifications } from "./verifications/recount-verifications";
import { type Person, refoldVerification } from "./verifications/refold-verification";

/**
 * The end of every transaction that adds to locked attempts: their summaries from all their events, then the counts of
 * all of them at once (their rows are locked in one order), and whoever reads of changes is told. `person`: who the one
 * attempt is about, as far as what was added says.
 */
export async function settleVerifications(
  tx: Transaction,
  ids: readonly string[],
  now: Date,
  person?: Person,
): Promise<void> {
  const changes: Change[] = [];
  for (const id of ids) {
    const change = await refoldVerification(tx, id, now, person);
    if (change) changes.push(change);
  }
  await recountVerifications(tx, ids);
  await tellReaders(tx, "verification", changes);
}
