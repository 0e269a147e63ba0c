import { writeFile } from "node:fs/promises";
import { readPool } from "@/lib/db";

const SYSTEM_CACHES = "/proc/sys/vm/drop_caches";

/**
 * Empties PostgreSQL's memory of pages, and the system's: what is read next comes from the disk. False where the
 * system's stays as it is: only Linux, and there only root, may empty it.
 */
export async function forgetPages(): Promise<boolean> {
  // What is dirty would stay.
  await readPool().query("CHECKPOINT");
  await readPool().query("SELECT bench.pg_buffercache_evict_all()");
  return writeFile(SYSTEM_CACHES, "1").then(
    () => true,
    () => false,
  );
}
