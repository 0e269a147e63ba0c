import type { Command } from "commander";
import { systemClock } from "@/lib/clock";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { type Reconciled, reconcileNow } from "@/lib/reconcile/reconcile-now";
import { answer } from "../answer";
import { columns } from "../columns";
import { readDuration } from "../read-duration";

type Flags = { connection?: string; since?: number };

export function define(command: Command): void {
  command
    .option("--connection <key>", "of this connection alone")
    .option("--since <time>", "all of the last 24h, 3d and so on, due or not; without it what is due", readDuration);
  command.action((flags: Flags) => answer(command, () => reconcile(flags), print));
}

const PROGRESS_EVERY = 20;

async function reconcile({ connection, since }: Flags): Promise<Reconciled[]> {
  const from = since === undefined ? undefined : new Date(systemClock().getTime() - since * 1_000);
  const onProgress = (asked: number) => {
    if (asked % PROGRESS_EVERY === 0) process.stderr.write(`Asked about ${asked} messages …\n`);
  };
  try {
    return await reconcileNow({ connection, since: from, onProgress });
  } finally {
    await closeIngestPool();
  }
}

function print(reconciled: readonly Reconciled[]): string {
  if (reconciled.length === 0) return "No connection holds credentials to ask its provider with.";
  const rows = reconciled.map((one) => [
    one.label,
    ...[one.news, one.known, one.not_found, one.failed, one.left],
    one.pausedUntil,
  ]);
  const table = columns(["CONNECTION", "NEWS", "KNOWN", "NOT FOUND", "FAILED", "LEFT", "PAUSED UNTIL"], rows);
  const failed = reconciled.reduce((sum, one) => sum + one.failed, 0);
  return failed === 0 ? table : `${table}\n\nWhy some failed, and what to do, stands on the connection's page.`;
}
