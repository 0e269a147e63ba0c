import { makePartitionsAhead } from "@/lib/database/partitions";
import { noteMissingReceipts } from "@/lib/messages/note-missing-receipts";
import { applyMappings } from "@/lib/review/apply-mappings";
import { closeVerifications } from "@/lib/verifications/close-verifications";

export type Job = { name: string; cron: string; run(now: Date): Promise<unknown> };

const EVERY_MINUTE = "* * * * *";
const EVERY_HOUR = "7 * * * *";

/** Everything that happens by the clock. Each runs once across all processes, and may run again after a failure. */
export const SCHEDULE: readonly Job[] = [
  { name: "note-missing-receipts", cron: EVERY_MINUTE, run: noteMissingReceipts },
  { name: "close-verifications", cron: EVERY_MINUTE, run: closeVerifications },
  { name: "apply-mappings", cron: EVERY_MINUTE, run: applyMappings },
  { name: "make-partitions", cron: EVERY_HOUR, run: makePartitionsAhead },
];
