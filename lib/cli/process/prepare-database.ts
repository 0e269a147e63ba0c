import { systemClock } from "@/lib/clock";
import { migrate } from "@/lib/database/migrate";
import { makePartitionsAhead } from "@/lib/database/partitions";
import { claimKeys, refuseWrongKeys } from "@/lib/keys/verify-keys";
import { type OpenedDatabase, openDatabase } from "./open-database";
import { say, step } from "./progress";

/** The database, opened, migrated, and with partitions for the months ahead. Wrong keys are refused before it is touched. */
export async function prepareDatabase(
  onOpened: (database: OpenedDatabase) => void,
  signal: AbortSignal,
): Promise<OpenedDatabase> {
  const database = await step("Database", () => openDatabase(say));
  onOpened(database);
  signal.throwIfAborted();
  await refuseWrongKeys();
  await step("Migrations", () => migrate(database.url, say));
  await claimKeys();
  await step("Partitions", () => makePartitionsAhead(systemClock()));
  return database;
}
