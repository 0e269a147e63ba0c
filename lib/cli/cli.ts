import { Command } from "commander";
import { provideEnv } from "@/lib/env";
import { addApiKeysCommand } from "./api-keys-command";
import { addAuditCommand } from "./audit-command";
import { addConnectionsCommand } from "./connections-command";
import { addDemoCommand } from "./demo-command";
import { addDriftCommand } from "./drift-command";
import { failureLine } from "./failure-line";
import { addMessagesCommand } from "./messages-command";
import { addMigrateCommand } from "./migrate-command";
import { addRetentionCommand } from "./retention-command";
import { addSimulateCommand } from "./simulate-command";
import { addUsersCommand } from "./users-command";
import { addVerificationsCommand } from "./verifications-command";

const COMMANDS = [
  addMigrateCommand,
  addConnectionsCommand,
  addApiKeysCommand,
  addUsersCommand,
  addMessagesCommand,
  addVerificationsCommand,
  addSimulateCommand,
  addAuditCommand,
  addDriftCommand,
  addRetentionCommand,
  addDemoCommand,
];

const program = new Command("cli")
  .description("The admin commands of OTP Desk. Each exits 0, or 1 with one line on stderr.")
  .option("--json", "print one JSON document on stdout and nothing else");
for (const add of COMMANDS) add(program);

try {
  // What fails is one line on stderr; a log beside it would be another.
  provideEnv({ LOG_LEVEL: process.env.LOG_LEVEL ?? "silent" });
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${failureLine(error)}\n`);
  process.exitCode = 1;
}
