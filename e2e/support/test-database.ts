import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, realpath, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { startEmbeddedPostgres, stopEmbeddedPostgres } from "@/lib/database/embedded-postgres";
import { migrate } from "@/lib/database/migrate";
import { ensurePartitions } from "@/lib/database/partitions";
import { provideEnv } from "@/lib/env";

const TEST_FOLDER = fileURLToPath(new URL("../../.test", import.meta.url));
const PREFIX = "database-";

export type TestDatabase = { url: string; stop(): Promise<void> };

/** Gives the run a migrated PostgreSQL of its own, and keys, in `process.env`; vitest's global set-up. */
export default async function setUp(): Promise<() => Promise<void>> {
  const database = await startTestDatabase();
  provideEnv({
    DATABASE_URL: database.url,
    ENCRYPTION_KEYS: `test:${randomBytes(32).toString("base64")}`,
    PHONE_HASH_KEYS: `test:${randomBytes(32).toString("base64")}`,
    NEXTAUTH_SECRET: randomBytes(32).toString("hex"),
  });
  return database.stop;
}

/** A server in a folder and on a port that no other run shares. `durable` keeps fsync on, for tests of crashes. */
export async function startTestDatabase({ durable = false } = {}): Promise<TestDatabase> {
  await mkdir(TEST_FOLDER, { recursive: true });
  await removeLeftovers();
  const dataDir = await mkdtemp(join(TEST_FOLDER, `${PREFIX}${process.pid}-`));
  const server = await startEmbeddedPostgres({ dataDir, durable });
  await migrate(server.url);
  await makePartitionsAround(server.url, new Date());
  const stop = async () => {
    await server.stop();
    await removeDataDir(dataDir);
  };
  return { url: server.url, stop };
}

async function makePartitionsAround(url: string, now: Date): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const month = (offset: number) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1));
  await ensurePartitions(client, month(-2), month(1));
  await client.end();
}

// A run that was killed leaves its server running: the folder's name tells whose it was, and a rename claims it.
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(TEST_FOLDER)) {
    const owner = Number.parseInt(name.slice(PREFIX.length), 10);
    if (!name.startsWith(PREFIX) || isAlive(owner)) continue;
    const claimed = join(TEST_FOLDER, `${PREFIX}${process.pid}-${name.slice(PREFIX.length)}`);
    if (
      !(await rename(join(TEST_FOLDER, name), claimed).then(
        () => true,
        () => false,
      ))
    )
      continue;
    await stopEmbeddedPostgres(claimed);
    await removeDataDir(claimed);
  }
}

async function removeDataDir(dataDir: string): Promise<void> {
  const outside = await realpath(join(dataDir, "postgres")).catch(() => null);
  for (const folder of [outside, dataDir]) if (folder) await rm(folder, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
