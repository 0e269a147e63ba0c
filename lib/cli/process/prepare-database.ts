import { systemClock } from "@/lib/clock";
import { migrate } from "@/lib/database/migrate";
import { makePartitionsAhead } from "@/lib/database/partitions";
import { env } from "@/lib/env";
import { findInstance } from "./instance";
import { type OpenedDatabase, openDatabase } from "./open-database";
import { say, step } from "./progress";

/** The database, opened, migrated, and with partitions for the months ahead. */
export async function prepareDatabase(
  onOpened: (database: OpenedDatabase) => void,
  signal: AbortSignal,
): Promise<OpenedDatabase> {
  const database = await step("Database", () => openDatabase(say));
  onOpened(database);
  signal.throwIfAborted();
  await step("Migrations", () => migrate(database.url, say));
  await step("Partitions", () => makePartitionsAhead(systemClock()));
  return database;
}

/** Stops the embedded server if we started it and no `npm start` has come to rely on it since. */
export async function releaseDatabase(database: OpenedDatabase): Promise<void> {
  if (database.adopted || (await findInstance(env().DATA_DIR))) return;
  await database.stop();
}
