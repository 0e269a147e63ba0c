import type { Command } from "commander";
import { closeDb } from "@/lib/db";
import { env } from "@/lib/env";
import { claimKeys, refuseWrongKeys } from "@/lib/keys/verify-keys";
import { provideAddress } from "./installation/provide-address";
import { requireInstallation } from "./installation/require-installation";
import { print } from "./print";
import { openDatabase } from "./process/open-database";
import { releaseDatabase } from "./process/release-database";

/**
 * A command's work on the database, and what it prints: JSON with `--json`, else the text that `text` makes.
 * The embedded server is found where it runs, or started for as long as the command takes.
 */
export async function answer<T>(
  command: Command,
  work: () => Promise<T>,
  text: (result: T) => string,
  prepare: (isEmbedded: boolean) => Promise<void> = prepareForWork,
) {
  await print(command, () => onDatabase(work, prepare), text);
}

async function onDatabase<T>(work: () => Promise<T>, prepare: (isEmbedded: boolean) => Promise<void>): Promise<T> {
  requireInstallation();
  const isEmbedded = env().DATABASE_URL === undefined;
  const notice = (line: string) => process.stderr.write(`${line}\n`);
  const database = await openDatabase(notice);
  try {
    if (!database.adopted) await bringUpToDate(database.url, notice);
    await prepare(isEmbedded);
    return await work();
  } finally {
    await closeDb();
    await releaseDatabase(database);
  }
}

async function prepareForWork(isEmbedded: boolean): Promise<void> {
  await claimKeys();
  await provideAddress(isEmbedded);
}

/** An embedded database that nothing else uses now. */
async function bringUpToDate(url: string, notice: (line: string) => void): Promise<void> {
  const { migrateNow } = await import("./process/migrate-now");
  await refuseWrongKeys();
  await migrateNow(url, notice);
}
