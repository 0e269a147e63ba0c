import { Command } from "commander";
import { provideEnv } from "@/lib/env";
import { addApiKeysCommand } from "./commands/api-keys-command";
import { addAuditCommand } from "./commands/audit-command";
import { addConnectionsCommand } from "./commands/connections-command";
import { addDemoCommand } from "./commands/demo-command";
import { addDriftCommand } from "./commands/drift-command";
import { addIdsCommand } from "./commands/ids-command";
import { addMessagesCommand } from "./commands/messages-command";
import { addMigrateCommand } from "./commands/migrate-command";
import { addRetentionCommand } from "./commands/retention-command";
import { addSimulateCommand } from "./commands/simulate-command";
import { addUsersCommand } from "./commands/users-command";
import { addVerificationsCommand } from "./commands/verifications-command";
import { failureLine } from "./failure-line";

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
  addIdsCommand,
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
