import type { EventSource } from "@/lib/delivery/fold/status";
import type { CallbackTally } from "@/lib/ledger/counts/write-rollups";
import type { Naming } from "@/lib/ledger/messages/message-ref";
import type { SealedBody } from "@/lib/ledger/messages/seal-body";
import type { ReviewEntry, ReviewKind } from "@/lib/ledger/review/record-review";
import type { Transaction } from "@/lib/ledger/sql/transaction";
import type { PartOfCallback } from "@/lib/providers/provider";
import type { Connection } from "./connections";
import type { Arrival, Recorded } from "./recordable";

/** One thing that a batch brings, and which of its callbacks brought it. */
export type Arrived<A extends Arrival = Arrival> = { arrival: A; item: number };

/** A callback on its way, as far as what it brings rests on it. */
export type Source = { body: SealedBody; receivedAt: Date; source: EventSource; attempt: number | null };

/** What of a callback goes to the review queue. */
export type Unread = { kind: ReviewKind; groupKey: string };

/** What a step counts, and puts up for review, beside its own tables. */
export type Noted = { tallies: readonly CallbackTally[]; review: readonly ReviewEntry[] };

/** A kind of thing that callbacks bring: how it is made ready, and its step in the transaction that stores a batch. */
export interface ArrivalKind<A extends Arrival = Arrival> {
  name: A["kind"];
  /** The kind of callback, as providers read them, that brings it. */
  broughtBy: PartOfCallback["kind"];
  prepare(read: PartOfCallback, connection: Connection, source: Source): { arrivals: A[]; unread: Unread[] };
  /** How it names the message that it is about; null where it is about none. */
  namingOf(arrival: A): Naming | null;
  /**
   * Writes what of a batch of `items` callbacks is of this kind. Calls `end` once, with what it noted, and sends what it
   * returns along with its last statements: rows that everybody wants are locked last.
   */
  record(
    tx: Transaction,
    arrived: readonly Arrived<A>[],
    items: number,
    end: (noted: Noted) => readonly Promise<unknown>[],
  ): Promise<Recorded[]>;
}
