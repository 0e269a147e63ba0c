import type { ReviewEntry } from "@/lib/ledger/review/record-review";
import type { PreparedReport } from "./prepare-reports";

/** All that one callback brings. */
export type Recordable = {
  reports: PreparedReport[];
  review: ReviewEntry[];
  receivedAt: Date;
  /** What it takes in memory while it waits. */
  bytes: number;
};

/** What became of its reports. */
export type Recorded = { stored: number; duplicates: number; differing: number };
