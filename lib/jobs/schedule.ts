import { sumDays } from "@/lib/analytics/day-sums/sum-days";
import { chainWaiting } from "@/lib/audit/chain-waiting";
import { expireSessions } from "@/lib/auth/sessions/expire-sessions";
import { makePartitionsAhead } from "@/lib/database/partitions";
import { closeVerifications } from "@/lib/deadlines/close-verifications";
import { noteMissingReceipts } from "@/lib/deadlines/note-missing-receipts";
import { sweepOutbox } from "@/lib/ledger/outbox/sweep-outbox";
import { rehashRecipients } from "@/lib/numbers/rehash-recipients";
import { pollDue } from "@/lib/reconcile/poll-due";
import { compactRollups } from "@/lib/retention/compact-rollups";
import { expireTombstones } from "@/lib/retention/expire-tombstones";
import { runRetention } from "@/lib/retention/run-retention";
import { applyMappings } from "@/lib/review/apply-mappings";

/** `stopping` is for a job that would go on for long: it ends soon after. */
export type Job = { name: string; cron: string; run(now: Date, stopping: AbortSignal): Promise<unknown> };

const EVERY_MINUTE = "* * * * *";
const EVERY_FIVE_MINUTES = "*/5 * * * *";
const EVERY_HOUR = "7 * * * *";
const EVERY_NIGHT = "*/10 1-4 * * *";
/** Of a job that may have much to do: it ends well before its queue takes it for dead, and goes on the next time. */
const SLICE_MS = 90_000;
/** Nearly until the next one begins: messages of providers without callbacks are asked about within seconds. */
const POLL_FOR_MS = 56_000;

/** Everything that happens by the clock. Each runs once across all processes, and may run again after a failure. */
export const SCHEDULE: readonly Job[] = [
  { name: "note-missing-receipts", cron: EVERY_MINUTE, run: noteMissingReceipts },
  { name: "close-verifications", cron: EVERY_MINUTE, run: closeVerifications },
  {
    name: "poll-messages",
    cron: EVERY_MINUTE,
    run: (_now, stopping) => pollDue({ until: new Date(Date.now() + POLL_FOR_MS), stopping }),
  },
  { name: "apply-mappings", cron: EVERY_MINUTE, run: applyMappings },
  { name: "chain-audit", cron: EVERY_MINUTE, run: () => chainWaiting(endOfSlice()) },
  { name: "sum-days", cron: EVERY_FIVE_MINUTES, run: (now) => sumDays({ now, until: endOfSlice() }) },
  { name: "rehash-recipients", cron: EVERY_FIVE_MINUTES, run: (now) => rehashRecipients({ now, until: endOfSlice() }) },
  { name: "sweep-outbox", cron: EVERY_MINUTE, run: sweepOutbox },
  { name: "make-partitions", cron: EVERY_HOUR, run: makePartitionsAhead },
  { name: "run-retention", cron: EVERY_NIGHT, run: (now) => runRetention({ now, until: endOfSlice() }) },
  { name: "expire-tombstones", cron: EVERY_HOUR, run: expireTombstones },
  { name: "expire-sessions", cron: EVERY_HOUR, run: expireSessions },
  { name: "compact-rollups", cron: EVERY_HOUR, run: (now) => compactRollups(now, endOfSlice()) },
];

function endOfSlice(): Date {
  return new Date(Date.now() + SLICE_MS);
}
