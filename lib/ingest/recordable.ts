import type { SealedBody } from "@/lib/ledger/messages/seal-body";
import type { ReviewEntry } from "@/lib/ledger/review/record-review";

/** Something that a callback brings, ready for the tables; its kind is one of `ARRIVAL_KINDS`. */
export type Arrival = { kind: string };

/** All that one callback brings. */
export type Recordable = {
  connectionId: string;
  arrivals: Arrival[];
  review: ReviewEntry[];
  /** Its bytes, to be kept for review where what it brings cannot be stored. */
  body: SealedBody;
  receivedAt: Date;
  /** What it takes in memory while it waits. */
  bytes: number;
};

/** What became of what it brought. */
export type Recorded = { stored: number; duplicates: number; differing: number };
