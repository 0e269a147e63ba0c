import { mkdir, mkdtemp, readdir, realpath, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stopEmbeddedPostgres } from "@/lib/database/embedded-postgres";

const TEST_FOLDER = fileURLToPath(new URL("../../.test", import.meta.url));
const OWNED = /^run-(\d+)-/;

/** A data folder that no other run shares; what killed runs left behind is stopped and removed first. */
export async function makeTestFolder(): Promise<string> {
  await mkdir(TEST_FOLDER, { recursive: true });
  await removeLeftovers();
  return mkdtemp(join(TEST_FOLDER, `run-${process.pid}-`));
}

/** Removes a data folder, and the place outside of it where root may keep the database. */
export async function removeTestFolder(dataDir: string): Promise<void> {
  await stopEmbeddedPostgres(dataDir);
  const outside = await realpath(join(dataDir, "postgres")).catch(() => null);
  for (const folder of [outside, dataDir]) if (folder) await rm(folder, { recursive: true, force: true });
}

// The folder's name tells whose it was, and a rename claims it: two runs do not clean up the same one.
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(TEST_FOLDER)) {
    const owner = Number(OWNED.exec(name)?.[1]);
    if (!owner || isAlive(owner)) continue;
    const claimed = join(TEST_FOLDER, name.replace(OWNED, `run-${process.pid}-`));
    const isOurs = await rename(join(TEST_FOLDER, name), claimed).then(
      () => true,
      () => false,
    );
    if (isOurs) await removeTestFolder(claimed);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
