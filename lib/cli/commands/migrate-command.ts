import type { Command } from "commander";
import { env } from "@/lib/env";
import { claimKeys, refuseWrongKeys } from "@/lib/keys/verify-keys";
import { answer } from "../answer";
import { type Migrated, migrateNow } from "../process/migrate-now";

export function define(command: Command): void {
  command.action(() => answer(command, migrate, print, refuseWrongKeys));
}

async function migrate(): Promise<Migrated> {
  const migrated = await migrateNow(env().DATABASE_URL ?? "", (line) => process.stderr.write(`${line}\n`));
  await claimKeys();
  return migrated;
}

function print({ applied, partitions }: Migrated): string {
  return applied.length + partitions === 0
    ? "Nothing to do."
    : [...applied, `${partitions} partitions made`].join("\n");
}
