import type { Command } from "commander";
import { closeDb } from "@/lib/db";
import { env, provideEnv } from "@/lib/env";
import { claimKeys, refuseWrongKeys } from "@/lib/keys/verify-keys";
import { failureLine } from "./failure-line";
import { requireInstallation } from "./process/installation";
import { findInstance } from "./process/instance";
import { knownAddress } from "./process/known-address";
import { openDatabase } from "./process/open-database";
import { releaseDatabase } from "./process/release-database";

/**
 * A command's work on the database, and what it prints: JSON with `--json`, else the text that `print` makes.
 * The embedded server is found where it runs, or started for as long as the command takes.
 */
export async function answer<T>(
  command: Command,
  work: () => Promise<T>,
  print: (result: T) => string,
  prepare: (isEmbedded: boolean) => Promise<void> = prepareForWork,
) {
  try {
    const result = await onDatabase(work, prepare);
    const { json } = command.optsWithGlobals<{ json?: boolean }>();
    process.stdout.write(`${json ? JSON.stringify(result, null, 2) : print(result)}\n`);
  } catch (error) {
    process.stderr.write(`${failureLine(error)}\n`);
    process.exitCode = 1;
  }
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

/** What is signed and printed names the installation as its server does, unless this process was told another address. */
async function provideAddress(isEmbedded: boolean): Promise<void> {
  const { PUBLIC_URL, NEXTAUTH_URL, DATA_DIR, PORT } = env();
  if (PUBLIC_URL) return;
  const instance = isEmbedded ? await findInstance(DATA_DIR) : null;
  const planned = isEmbedded ? `http://127.0.0.1:${PORT}` : undefined;
  const address = (await knownAddress()) ?? instance?.url ?? NEXTAUTH_URL ?? planned;
  if (address) provideEnv({ NEXTAUTH_URL: address });
}
