import { randomBytes } from "node:crypto";
import pg from "pg";
import { startEmbeddedPostgres } from "@/lib/database/embedded-postgres";
import { migrate } from "@/lib/database/migrate";
import { ensurePartitions } from "@/lib/database/partitions";
import { provideEnv } from "@/lib/env";
import { processWide } from "@/lib/runtime";
import { makeTestFolder, removeTestFolder } from "./test-folder";

/** As the migrations leave it: what databases of a file's own are copied from. */
export const PRISTINE = "pristine";

export type TestDatabase = { url: string; dataDir: string; stop(): Promise<void> };

/** Gives the run a migrated PostgreSQL, and keys, in `process.env`; vitest's global set-up, one for all of its projects. */
export default async function setUp(): Promise<() => Promise<void>> {
  const run = processWide("test-run", () => ({ begun: beginRun(), projects: 0 }));
  run.projects += 1;
  const { stop } = await run.begun;
  return async () => {
    run.projects -= 1;
    if (run.projects === 0) await stop();
  };
}

async function beginRun(): Promise<TestDatabase> {
  const database = await startTestDatabase();
  provideEnv({ DATABASE_URL: database.url, ...newKeys() });
  return database;
}

/** Keys of this run alone. */
export function newKeys() {
  return {
    ENCRYPTION_KEYS: `test:${randomBytes(32).toString("base64")}`,
    PHONE_HASH_KEYS: `test:${randomBytes(32).toString("base64")}`,
    NEXTAUTH_SECRET: randomBytes(32).toString("hex"),
  };
}

/** A server in a folder and on a port that no other run shares. `durable` keeps fsync on, for tests of crashes. */
export async function startTestDatabase({
  durable = false,
  dataDir: given,
}: {
  durable?: boolean;
  /** A test folder made before; by default a new one. */
  dataDir?: string;
} = {}): Promise<TestDatabase> {
  const dataDir = given ?? (await makeTestFolder());
  const stop = () => removeTestFolder(dataDir);
  try {
    const { url } = await startEmbeddedPostgres({ dataDir, durable });
    await migrate(url);
    await keepPristine(url);
    await makePartitionsAround(url, new Date());
    return { url, dataDir, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function keepPristine(url: string): Promise<void> {
  const server = new URL(url);
  const migrated = server.pathname.slice(1);
  server.pathname = "/postgres";
  const client = new pg.Client({ connectionString: server.href });
  await client.connect();
  await client.query(`CREATE DATABASE ${PRISTINE} TEMPLATE "${migrated}"`);
  await client.end();
}

async function makePartitionsAround(url: string, now: Date): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const month = (offset: number) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1));
  await ensurePartitions(client, month(-2), month(1));
  await client.end();
}
