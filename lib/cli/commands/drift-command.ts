import type { Command } from "commander";
import { systemClock } from "@/lib/clock";
import { checkDrift, type DriftReport } from "@/lib/ledger/check-drift";
import { noteDriftCheck } from "@/lib/ledger/last-drift-check";
import { answer } from "../answer";

export function define(drift: Command): void {
  const command = drift
    .command("check")
    .description("compare summaries with events, and counts with messages; exit 1 where they differ");
  command.action(() => answer(command, check, print));
}

async function check(): Promise<DriftReport> {
  const report = await checkDrift();
  await noteDriftCheck(report, systemClock());
  if (report.drifts.length > 0) {
    process.stderr.write("What is stored and what it should be differ.\n");
    process.exitCode = 1;
  }
  return report;
}

function print({ messages, verifications, drifts }: DriftReport): string {
  if (drifts.length === 0) return `${messages} messages, ${verifications} verifications and all counts agree.`;
  return drifts.map(({ kind, what }) => `${kind}: ${what}`).join("\n");
}
