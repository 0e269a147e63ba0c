import type { Command } from "commander";
import { systemClock } from "@/lib/clock";
import { migrate } from "@/lib/database/migrate";
import { makePartitionsAhead } from "@/lib/database/partitions";
import { closeDb } from "@/lib/db";
import { env, provideEnv } from "@/lib/env";
import { failureLine } from "./failure-line";
import { findInstance } from "./process/instance";
import { openDatabase } from "./process/open-database";
import { releaseDatabase } from "./process/prepare-database";

/**
 * A command's work on the database, and what it prints: JSON with `--json`, else the text that `print` makes.
 * The embedded server is found where it runs, or started for as long as the command takes.
 */
export async function answer<T>(command: Command, work: () => Promise<T>, print: (result: T) => string) {
  try {
    const result = await onDatabase(work);
    const { json } = command.optsWithGlobals<{ json?: boolean }>();
    process.stdout.write(`${json ? JSON.stringify(result, null, 2) : print(result)}\n`);
  } catch (error) {
    process.stderr.write(`${failureLine(error)}\n`);
    process.exitCode = 1;
  }
}

async function onDatabase<T>(work: () => Promise<T>): Promise<T> {
  const { DATA_DIR, PUBLIC_URL } = env();
  const isEmbedded = env().DATABASE_URL === undefined;
  const notice = (line: string) => process.stderr.write(`${line}\n`);
  const database = await openDatabase(notice);
  try {
    const instance = isEmbedded ? await findInstance(DATA_DIR) : null;
    if (instance?.url && !PUBLIC_URL) provideEnv({ NEXTAUTH_URL: instance.url });
    if (!database.adopted) {
      await migrate(database.url, notice);
      await makePartitionsAhead(systemClock());
    }
    return await work();
  } finally {
    await closeDb();
    await releaseDatabase(database);
  }
}
