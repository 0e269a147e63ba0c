import { resolve } from "node:path";
import { hasDatabase } from "@/lib/database/server-folder";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";

/** Only a start makes an installation: anything else would fill a mistyped DATA_DIR with keys and an empty database. */
export function requireInstallation(): void {
  const { DATABASE_URL, DATA_DIR } = env();
  if (DATABASE_URL || hasDatabase(DATA_DIR)) return;
  throw new AppError(
    "misconfigured",
    `DATA_DIR ${resolve(DATA_DIR)} holds no installation: name the one that npm start made, or start one there first.`,
  );
}
