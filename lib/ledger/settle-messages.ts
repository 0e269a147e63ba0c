import { writeRollups } from "./counts/write-rollups";
import type { LockedMessage } from "./messages/lock-messages";
import type { NewEvent } from "./messages/record-events";
import { readEvents, refoldMessages, writeSummaries } from "./messages/refold-messages";
import { together } from "./sql/together";
import type { Transaction } from "./sql/transaction";
import { attemptsToRecount, recountVerifications } from "./verifications/recount-verifications";

type Settling = {
  /** All events of the messages that were there before, where the caller has read them already. */
  events?: ReadonlyMap<string, readonly NewEvent[]>;
  /** What the caller writes after the counts, sent along with them. */
  behind?: () => readonly Promise<unknown>[];
};

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
  { events, behind = () => [] }: Settling = {},
): Promise<void> {
  const all = [...now];
  const created = all.filter(({ id }) => !before.has(id));
  const old = all.filter(({ id }) => before.has(id));
  const refolded = refoldMessages(old, events ?? (await readEvents(tx, idsOf(old))));
  const after = [...refolded.messages, ...created];
  const attempts = attemptsToRecount(before, after);
  const summaries = writeSummaries(tx, refolded.changed);
  if (attempts.length > 0) {
    await summaries;
    await recountVerifications(tx, attempts);
  }
  const counted = new Map(after.map((message) => [message.id, message]));
  await together([summaries, writeRollups(tx, before, counted), ...behind()]);
}

function idsOf(messages: readonly LockedMessage[]): string[] {
  return messages.map(({ id }) => id);
}
