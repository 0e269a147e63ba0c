import { writeRollups } from "./counts/write-rollups";
import type { LockedMessage } from "./messages/lock-messages";
import type { NewEvent } from "./messages/record-events";
import { readEvents, refoldMessages, writeSummaries } from "./messages/refold-messages";
import type { Change } from "./outbox/change";
import { tellReaders } from "./outbox/tell-readers";
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
 * their attempts (whose locks come after the messages'), then their own, and whoever reads of changes is told.
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
  const refolded = refoldMessages(before, old, events ?? (await readEvents(tx, idsOf(old))));
  const after = [...refolded.messages, ...created];
  const attempts = attemptsToRecount(before, after);
  const summaries = writeSummaries(tx, refolded.unwritten);
  if (attempts.length > 0) {
    await summaries;
    await recountVerifications(tx, attempts);
  }
  const counted = new Map(after.map((message) => [message.id, message]));
  const changes = [...created, ...refolded.changed, ...mergedAway(before, counted)].map(changeOf);
  await together([summaries, writeRollups(tx, before, counted), tellReaders(tx, "message", changes), ...behind()]);
}

/** What is told of them elsewhere is from now on what the survivor says. */
function mergedAway(
  before: ReadonlyMap<string, LockedMessage>,
  after: ReadonlyMap<string, LockedMessage>,
): LockedMessage[] {
  const gone = [...before.values()].filter(({ id }) => !after.has(id));
  return gone.map((message) => ({ ...message, version: message.version + 1 }));
}

function changeOf({ id, version, verificationId }: LockedMessage): Change {
  return { subject: id, version, attempt: verificationId };
}

function idsOf(messages: readonly LockedMessage[]): string[] {
  return messages.map(({ id }) => id);
}
