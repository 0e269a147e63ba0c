import { randomInt } from "node:crypto";
import { join } from "node:path";
import pg from "pg";
import { startTestDatabase, type TestDatabase } from "@/e2e/support/test-database";
import { postgresBinaries } from "@/lib/database/postgres-binaries";
import { readPostmaster } from "@/lib/database/postmaster";
import { lastLine, runAs } from "@/lib/database/run-as";
import { serverFolder } from "@/lib/database/server-folder";
import { systemAccount } from "@/lib/database/system-account";

const INGEST = "otp-desk-ingest";

/** A durable PostgreSQL of one test's own, to be broken in every way and brought back as a supervisor would. */
export type OwnPostgres = TestDatabase & {
  port: number;
  /** One of ingest's backends, killed with SIGKILL: the postmaster then ends all of them and recovers. */
  killBackend(): Promise<void>;
  /** One of ingest's backends, told to end by an administrator; the others stay. */
  terminateBackend(): Promise<void>;
  /** As after a power cut: nothing is flushed, the next start recovers from the log. */
  stopImmediately(): Promise<void>;
  /** Starts again, on the same port and data; resolves when it takes connections. */
  start(): Promise<void>;
  /** SIGSTOP to the postmaster and every process of it: connections stay open and silent. */
  freeze(): Promise<void>;
  thaw(): void;
};

export async function startOwnPostgres(options: { dataDir?: string } = {}): Promise<OwnPostgres> {
  const database = await startTestDatabase({ ...options, durable: true });
  const folder = serverFolder(database.dataDir) ?? "";
  const frozen: number[] = [];
  const thaw = () => {
    for (const pid of frozen.splice(0)) signal(pid, "SIGCONT");
  };
  return {
    ...database,
    port: Number(new URL(database.url).port),
    // At once, because a recovery under way is not ended by less; the data is thrown away anyhow.
    stop: async () => {
      thaw();
      if (await readPostmaster(folder)) await control(folder, ["stop", "-m", "immediate"]);
      await database.stop();
    },
    killBackend: async () => {
      while (!signal(await ingestBackend(database.url), "SIGKILL"));
    },
    terminateBackend: async () => {
      await ask(database.url, "SELECT pg_terminate_backend($1)", [await ingestBackend(database.url)]);
    },
    stopImmediately: () => control(folder, ["stop", "-m", "immediate"]),
    start: () => control(folder, ["restart", "-m", "immediate", "-l", join(folder, "server.log")]),
    freeze: async () => {
      frozen.push(...(await processes(database.url, folder)));
      for (const pid of frozen) signal(pid, "SIGSTOP");
    },
    thaw,
  };
}

/** False when the process has ended meanwhile. */
function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}

// `restart` starts with the options of the last time, so on the same port, and also what does not run.
async function control(folder: string, command: string[]): Promise<void> {
  const account = systemAccount();
  const { pgCtl } = await postgresBinaries(account, () => undefined);
  const result = await runAs(account, folder, pgCtl, [...command, "-D", join(folder, "data"), "-w", "-t", "60"]);
  if (result.code !== 0) throw new Error(`pg_ctl ${command[0]} failed: ${lastLine(result)}`);
}

async function ingestBackend(url: string): Promise<number> {
  for (;;) {
    const rows = await ask(url, "SELECT pid FROM pg_stat_activity WHERE application_name = $1", [INGEST]);
    const chosen = rows[randomInt(Math.max(1, rows.length))];
    if (chosen) return chosen.pid;
  }
}

/** The postmaster first, so that it starts no other meanwhile. */
async function processes(url: string, folder: string): Promise<number[]> {
  const postmaster = await readPostmaster(folder);
  const rows = await ask(url, "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()", []);
  return [postmaster?.pid ?? 0, ...rows.map(({ pid }) => pid)].filter((pid) => pid > 0);
}

async function ask(url: string, statement: string, values: unknown[]): Promise<{ pid: number }[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<{ pid: number }>(statement, values)).rows;
  } finally {
    await client.end();
  }
}
