import { env } from "@/lib/env";
import { findInstance } from "./instance";
import type { OpenedDatabase } from "./open-database";

/** Stops the embedded server if we started it and no `npm start` has come to rely on it since. */
export async function releaseDatabase(database: OpenedDatabase): Promise<void> {
  if (database.adopted || (await findInstance(env().DATA_DIR))) return;
  await database.stop();
}
