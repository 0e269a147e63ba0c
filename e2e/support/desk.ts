import { openDatabase } from "@/lib/cli/process/open-database";
import { provideEnv } from "@/lib/env";

let opened: Promise<unknown> | undefined;

/**
 * Does something with the running app's database and keys, as a command of the admin CLI would. In this process, where
 * they are opened once: a command takes seconds of a core to load.
 */
export async function onDesk<T>(work: () => Promise<T>): Promise<T> {
  opened ??= openDesk();
  await opened;
  return work();
}

function openDesk(): Promise<unknown> {
  const { E2E_DATA_DIR: DATA_DIR, E2E_URL: PUBLIC_URL } = process.env;
  if (!DATA_DIR || !PUBLIC_URL) throw new Error("The app of the end-to-end run is not started.");
  provideEnv({ DATA_DIR, PUBLIC_URL, DATABASE_URL: "", LOG_LEVEL: "silent" });
  return openDatabase(() => undefined);
}
