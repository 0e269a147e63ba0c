import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { serverFolder } from "@/lib/database/server-folder";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";

/** Whether a start has begun a database in DATA_DIR. */
export function isInstallation(dataDir: string): boolean {
  const folder = serverFolder(dataDir);
  return folder !== null && existsSync(join(folder, "data"));
}

/** Only a start makes an installation: anything else would fill a mistyped DATA_DIR with keys and an empty database. */
export function requireInstallation(): void {
  const { DATABASE_URL, DATA_DIR } = env();
  if (DATABASE_URL || isInstallation(DATA_DIR)) return;
  throw new AppError(
    "misconfigured",
    `DATA_DIR ${resolve(DATA_DIR)} holds no installation: name the one that npm start made, or start one there first.`,
  );
}
