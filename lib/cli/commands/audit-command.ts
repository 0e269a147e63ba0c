import type { Command } from "commander";
import type { AuditVerdict, NotedHead } from "@/lib/audit/verify-chain";
import { verifyAudit } from "@/lib/audit-log/verify-audit";
import { AppError } from "@/lib/errors";
import { answer } from "../answer";

export function define(audit: Command): void {
  const command = audit
    .command("verify")
    .description("check every entry of the log; exit 1 and the first bad one where it was tampered with")
    .option("--noted <number:hash>", "the newest entry of an earlier check, which must still be there");
  command.action(({ noted }: { noted?: string }) => answer(command, () => verify(noted), print));
}

async function verify(noted: string | undefined): Promise<AuditVerdict> {
  const verdict = await verifyAudit({ noted: noted === undefined ? undefined : readNoted(noted) });
  if (!verdict.ok) {
    const { number, problem } = verdict.firstBad;
    process.stderr.write(
      `The audit log is not as it was written: entry ${number} is the first bad one (${problem}).\n`,
    );
    process.exitCode = 1;
  }
  return verdict;
}

function readNoted(text: string): NotedHead {
  const [, number, hash] = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(text) ?? [];
  if (!number || !hash)
    throw new AppError("invalid_input", "--noted: give number:hash as an earlier check printed it.");
  return { number: Number(number), hash };
}

function print(verdict: AuditVerdict): string {
  if (!verdict.ok) return `${verdict.rows} entries before it are as they were written.`;
  const { number, hash } = verdict.head;
  return `All ${verdict.rows} entries are as they were written. Newest, to be noted elsewhere: ${number}:${hash}`;
}
