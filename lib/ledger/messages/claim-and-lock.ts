import { StartAgain } from "../sql/sql-errors";
import { together } from "../sql/together";
import type { Transaction } from "../sql/transaction";
import { type LockedMessage, lockMessages } from "./lock-messages";
import type { Naming } from "./message-ref";
import { claimRefs, findNamed, type ResolvedRefs } from "./message-refs";
import type { NewEvent } from "./record-events";
import { readEvents } from "./refold-messages";

export type ClaimedMessages = {
  refs: ResolvedRefs;
  /** The messages that were there already (also those to be merged), locked, by id. */
  before: Map<string, LockedMessage>;
  /** All their events, by message id: under the lock they stay as they were read. */
  events: Map<string, NewEvent[]>;
};

/** `resolveRefs`, and in the same trip the messages that were there already. */
export async function claimAndLock(tx: Transaction, namings: readonly Naming[]): Promise<ClaimedMessages> {
  const refs = await findNamed(tx, namings);
  const seen = idsToLock(refs);
  const [, { before, events }] = await together([claimRefs(tx, refs), lockAndRead(tx, seen)]);
  const adopted = [...idsToLock(refs)].filter((id) => !seen.has(id)).sort();
  if (adopted.length === 0) return { refs, before, events };
  // Every transaction locks in the order of ids; who would have to go back begins anew.
  const [first = ""] = adopted;
  if ([...seen].some((id) => id > first)) throw new StartAgain();
  const more = await lockAndRead(tx, adopted);
  return { refs, before: new Map([...before, ...more.before]), events: new Map([...events, ...more.events]) };
}

async function lockAndRead(tx: Transaction, ids: Iterable<string>): Promise<Omit<ClaimedMessages, "refs">> {
  const wanted = [...ids];
  const [before, events] = await together([lockMessages(tx, wanted), readEvents(tx, wanted)]);
  return { before, events };
}

function idsToLock({ ids, created, dropped, sameMessage }: ResolvedRefs): Set<string> {
  const known = ids.filter((id) => !created.has(id) && !dropped.has(id));
  return new Set([...known, ...sameMessage.flatMap(({ older, younger }) => [older, younger])]);
}
