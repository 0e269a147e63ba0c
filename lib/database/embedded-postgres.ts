import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { AppError } from "@/lib/errors";
import { initialiseServer } from "./initialise-server";
import { postgresBinaries } from "./postgres-binaries";
import { readPostmaster } from "./postmaster";
import { DATABASE_NAME, DATABASE_USER, type Server } from "./server";
import { passwordFile, prepareServerFolder, serverFolder, serverPassword } from "./server-folder";
import { startFailure, startServer, stopServer } from "./server-process";
import { systemAccount } from "./system-account";

export type EmbeddedPostgres = {
  url: string;
  /** It ran already: left behind by a killed process, or in use by another one. */
  adopted: boolean;
  stop(): Promise<void>;
};

type Options = {
  dataDir: string;
  /** False gives up surviving a crash of the machine, for tests. */
  durable?: boolean;
  onNotice?: (line: string) => void;
};

const READY_WITHIN_MS = 60_000;
const WRONG_PASSWORD = "28P01";
const CREATION_LOCK = 0x07_9d_e5_4c;

/** Starts PostgreSQL on DATA_DIR, made on first use, detached from our process group; or adopts the one that runs. */
export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const { dataDir, durable = true } = options;
  const running = await findRunningPostgres(dataDir);
  const adopted = running !== null && (await takesConnections(running));
  const url = adopted ? running : await startAnew(await prepareServer(options), durable);
  const stop = () => stopEmbeddedPostgres(dataDir);
  try {
    await createDatabase(url);
  } catch (error) {
    if (!adopted) await stop();
    throw (error as { code?: string }).code === WRONG_PASSWORD ? wrongPassword(dataDir, error) : error;
  }
  return { url, adopted, stop };
}

/** What only a start needs: a command that adopts a server is not to wait for it. */
async function prepareServer({ dataDir, onNotice = () => undefined }: Options): Promise<Server> {
  const account = systemAccount();
  const folder = await prepareServerFolder(dataDir, account, onNotice);
  // Before anything is started: without it the server would run, and nobody could come in.
  await serverPassword(dataDir);
  return { dataDir, folder, account, binaries: await postgresBinaries(account, onNotice) };
}

function wrongPassword(dataDir: string, cause: unknown): AppError {
  const file = passwordFile(dataDir);
  return new AppError("misconfigured", `${file} is not what the database was made with: put that back.`, { cause });
}

/** False for a server that was killed a moment ago: its process and its pid file outlive its port. */
async function takesConnections(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: maintenance(url) });
  try {
    await client.connect();
  } catch (error) {
    const code = (error as { code?: string }).code ?? "";
    if (code !== WRONG_PASSWORD && !["ECONNREFUSED", "ECONNRESET"].includes(code)) throw error;
    return code === WRONG_PASSWORD;
  }
  await client.end();
  return true;
}

/** Stops the server that runs on DATA_DIR, whoever started it. */
export async function stopEmbeddedPostgres(dataDir: string): Promise<void> {
  const folder = serverFolder(dataDir);
  if (!folder || !(await readPostmaster(folder))) return;
  const account = systemAccount();
  await stopServer({ dataDir, folder, account, binaries: await postgresBinaries(account, () => undefined) });
}

/** URL of the server that runs on DATA_DIR, once it takes connections; null when none runs. */
export async function findRunningPostgres(dataDir: string): Promise<string | null> {
  const folder = serverFolder(dataDir);
  if (!folder) return null;
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const postmaster = await readPostmaster(folder);
    if (!postmaster) return null;
    if (postmaster.ready) {
      return `postgresql://${DATABASE_USER}:${await serverPassword(dataDir)}@127.0.0.1:${postmaster.port}/${DATABASE_NAME}`;
    }
    if (Date.now() > deadline) {
      throw new AppError("unavailable", `PostgreSQL (process ${postmaster.pid}) runs but takes no connections.`);
    }
    await sleep(100);
  }
}

async function startAnew(server: Server, durable: boolean): Promise<string> {
  await initialiseServer(server, durable);
  await startServer(server, durable);
  const url = await findRunningPostgres(server.dataDir);
  if (!url) throw await startFailure(server);
  return url;
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: maintenance(url) });
  await client.connect();
  try {
    // What a killed start asked for is still being made: it is waited for, not asked for again.
    await client.query("SELECT pg_advisory_lock($1)", [CREATION_LOCK]);
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [DATABASE_NAME]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE_NAME}`);
  } finally {
    await client.end();
  }
}

/** The database that every server has from its beginning. */
function maintenance(url: string): string {
  return url.replace(/\/[^/]*$/, "/postgres");
}
