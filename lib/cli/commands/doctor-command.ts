import type { Command } from "commander";
import { systemClock } from "@/lib/clock";
import { examine } from "../doctor/examine";
import type { Finding } from "../doctor/finding";
import { print } from "../print";

export function define(command: Command): void {
  command.action(() => print(command, diagnose, text));
}

async function diagnose(): Promise<{ findings: Finding[] }> {
  const findings = await examine(systemClock());
  const failing = findings.filter(({ status }) => status === "bad").length;
  if (failing > 0) {
    process.stderr.write(`${failing} of ${findings.length} checks fail.\n`);
    process.exitCode = 1;
  }
  return { findings };
}

const SIGNS: Record<Finding["status"], string> = { ok: "✓", warn: "!", bad: "✗", unknown: "?" };

function text({ findings }: { findings: Finding[] }): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ check, status, found, todo }) => [
    `${SIGNS[status]} ${check.padEnd(width)}  ${found}`,
    ...(todo ? [`  ${" ".repeat(width)}  → ${todo}`] : []),
  ]);
  return lines.join("\n");
}
