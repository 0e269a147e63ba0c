import pg from "pg";
import { startEmbeddedPostgres } from "@/lib/database/embedded-postgres";
import { prepareDataDir } from "@/lib/database/server-folder";
import { systemAccount } from "@/lib/database/system-account";
import { env, provideEnv } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { connectionProblem } from "../connection-problem";
import { provideEmbeddedKeys, requireOwnKeys } from "./provide-keys";

export type OpenedDatabase = {
  url: string;
  /** The embedded server ran before we came. */
  adopted: boolean;
  stop(): Promise<void>;
};

const OLDEST_VERSION = 150_000;

/** Makes DATABASE_URL and the keys good for this process: one's own database, or the embedded one, started if need be. */
export async function openDatabase(onNotice: (line: string) => void): Promise<OpenedDatabase> {
  const { DATABASE_URL } = env();
  return DATABASE_URL ? openOwn(DATABASE_URL) : openEmbedded(onNotice);
}

async function openOwn(url: string): Promise<OpenedDatabase> {
  requireOwnKeys();
  await checkServer(url);
  return { url, adopted: true, stop: async () => undefined };
}

async function openEmbedded(onNotice: (line: string) => void): Promise<OpenedDatabase> {
  const { DATA_DIR } = env();
  await prepareDataDir(DATA_DIR, systemAccount());
  await provideEmbeddedKeys(DATA_DIR);
  const server = await startEmbeddedPostgres({ dataDir: DATA_DIR, onNotice });
  provideEnv({ DATABASE_URL: server.url });
  return server;
}

async function checkServer(url: string): Promise<void> {
  let client: pg.Client | undefined;
  try {
    client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    await client.connect();
    const { rows } = await client.query<{ version: string }>("SELECT current_setting('server_version_num') AS version");
    if (Number(rows[0]?.version) >= OLDEST_VERSION) return;
  } catch (cause) {
    throw new AppError("misconfigured", `DATABASE_URL: ${connectionProblem(cause)}`, { cause });
  } finally {
    await client?.end().catch(() => undefined);
  }
  throw new AppError("misconfigured", "DATABASE_URL: the server is older than PostgreSQL 15.");
}
