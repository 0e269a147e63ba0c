import type { Command } from "commander";
import { systemClock } from "@/lib/clock";
import { migrate } from "@/lib/database/migrate";
import { makePartitionsAhead } from "@/lib/database/partitions";
import { env } from "@/lib/env";
import { answer } from "../answer";

export function addMigrateCommand(program: Command): void {
  const command = program.command("migrate").description("bring the database's tables up to date");
  command.action(() =>
    answer(command, migrateNow, ({ applied, partitions }) =>
      applied.length + partitions === 0 ? "Nothing to do." : [...applied, `${partitions} partitions made`].join("\n"),
    ),
  );
}

async function migrateNow(): Promise<{ applied: string[]; partitions: number }> {
  const applied = await migrate(env().DATABASE_URL ?? "", (line) => process.stderr.write(`${line}\n`));
  return { applied, partitions: await makePartitionsAhead(systemClock()) };
}
