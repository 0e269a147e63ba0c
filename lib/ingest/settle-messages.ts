import type { LockedMessage } from "./lock-messages";
import { attemptsToRecount, recountVerifications } from "./recount-verifications";
import { refoldMessages } from "./refold-messages";
import type { Transaction } from "./transaction";
import { writeRollups } from "./write-rollups";

/**
 * The end of every transaction that touches messages: summaries from all their events, then the counts of
 * their attempts (whose locks come after the messages'), then their own.
 * `before` holds the rows as they were locked (a created message is missing: it was inserted with its summary);
 * `now` what they became (one that was merged away is missing).
 */
export async function settleMessages(
  tx: Transaction,
  before: ReadonlyMap<string, LockedMessage>,
  now: Iterable<LockedMessage>,
): Promise<LockedMessage[]> {
  const all = [...now];
  const created = all.filter(({ id }) => !before.has(id));
  const refolded = await refoldMessages(
    tx,
    all.filter(({ id }) => before.has(id)),
  );
  const after = [...refolded, ...created];
  await recountVerifications(tx, attemptsToRecount(before, after));
  await writeRollups(tx, before, new Map(after.map((message) => [message.id, message])));
  return after;
}
