import { type CallbackTally, writeCallbackRollups } from "@/lib/ledger/counts/write-rollups";
import { type ReviewEntry, recordReview } from "@/lib/ledger/review/record-review";
import { together } from "@/lib/ledger/sql/together";
import type { Transaction } from "@/lib/ledger/sql/transaction";
import type { ArrivalKind, Arrived, Noted } from "./arrival-kind";
import { ARRIVAL_KINDS } from "./arrival-kinds";
import type { Recordable, Recorded } from "./recordable";

/**
 * Writes a batch of callbacks in one transaction: the step of each kind of thing that they bring, one after the other.
 * What is counted and put up for review goes along with the last.
 */
export async function recordBatch(
  tx: Transaction,
  batch: readonly Recordable[],
  kinds: readonly ArrivalKind[] = ARRIVAL_KINDS,
): Promise<Recorded[]> {
  const unread = batch.flatMap((item) => item.review);
  const noted: Noted[] = [{ tallies: unread.flatMap(unreadableTally), review: unread }];
  const steps = stepsOf(batch, kinds);
  if (steps.length === 0) {
    await together(noteBeside(tx, noted));
    return batch.map(() => NOTHING);
  }
  let recorded: Recorded[] = [];
  for (const [index, { kind, arrived }] of steps.entries()) {
    const end = (more: Noted) => {
      noted.push(more);
      return index === steps.length - 1 ? noteBeside(tx, noted) : [];
    };
    const counts = await kind.record(tx, arrived, batch.length, end);
    recorded = index === 0 ? counts : counts.map((count, item) => sum(count, recorded[item] ?? NOTHING));
  }
  return recorded;
}

const NOTHING: Recorded = { stored: 0, duplicates: 0, differing: 0 };

/** The kinds that a batch brings anything of, in their order. */
function stepsOf(batch: readonly Recordable[], kinds: readonly ArrivalKind[]) {
  const byKind = new Map<string, Arrived[]>(kinds.map(({ name }) => [name, []]));
  for (const [item, { arrivals }] of batch.entries()) {
    for (const arrival of arrivals) {
      const arrived = byKind.get(arrival.kind);
      if (!arrived) throw new Error(`recordBatch: no step takes a ${arrival.kind}`);
      arrived.push({ arrival, item });
    }
  }
  return kinds.flatMap((kind) => {
    const arrived = byKind.get(kind.name) ?? [];
    return arrived.length > 0 ? [{ kind, arrived }] : [];
  });
}

function noteBeside(tx: Transaction, noted: readonly Noted[]): readonly Promise<unknown>[] {
  return [
    writeCallbackRollups(
      tx,
      noted.flatMap(({ tallies }) => tallies),
    ),
    recordReview(
      tx,
      noted.flatMap(({ review }) => review),
    ),
  ];
}

function unreadableTally({ connectionId, body, seenAt }: ReviewEntry): CallbackTally[] {
  return body ? [{ receivedAt: seenAt, connectionId, outcome: "unreadable", lagBucket: null }] : [];
}

function sum(a: Recorded, b: Recorded): Recorded {
  return {
    stored: a.stored + b.stored,
    duplicates: a.duplicates + b.duplicates,
    differing: a.differing + b.differing,
  };
}
