import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { makeTestFolder } from "@/e2e/support/test-folder";
import { type OwnPostgres, startOwnPostgres } from "./own-postgres";
import { makeSmallDisk, type SmallDisk } from "./small-disk";

const DATA_MEGABYTES = 256;
const LOG_MEGABYTES = 192;
const SWITCHES = 40;

/** A PostgreSQL whose tables and whose log lie each on a small disk of their own, so that either can be full. */
export type PostgresOnSmallDisks = OwnPostgres & {
  tables: SmallDisk;
  log: SmallDisk;
  /** Uses up what is left of the log, once its disk is full: the server panics and cannot recover. */
  exhaustLog(): Promise<void>;
};

export async function startPostgresOnSmallDisks(): Promise<PostgresOnSmallDisks> {
  const [tables, log] = [makeSmallDisk(DATA_MEGABYTES), makeSmallDisk(LOG_MEGABYTES)];
  const removeDisks = () => {
    tables.remove();
    log.remove();
  };
  try {
    const dataDir = await makeTestFolder();
    const folder = join(tables.folder, "server");
    mkdirSync(folder, { mode: 0o700 });
    symlinkSync(folder, join(dataDir, "postgres"));
    const postgres = await startOwnPostgres({ dataDir });
    await moveLog(postgres, join(folder, "data", "pg_wal"), join(log.folder, "pg_wal"));
    const stop = async () => {
      await postgres.stop();
      removeDisks();
    };
    return { ...postgres, tables, log, exhaustLog: () => exhaustLog(postgres.url), stop };
  } catch (error) {
    removeDisks();
    throw error;
  }
}

async function moveLog(postgres: OwnPostgres, from: string, to: string): Promise<void> {
  // Or the log would outgrow its disk without a fault.
  await query(postgres.url, "ALTER SYSTEM SET max_wal_size = '64MB'");
  await postgres.stopImmediately();
  const script = 'cp -a "$1" "$2" && rm -r "$1" && ln -s "$2" "$1"';
  const { status, stderr } = spawnSync("/bin/sh", ["-c", script, "sh", from, to], { encoding: "utf8" });
  if (status !== 0) throw new Error(`The log could not be moved: ${stderr}`);
  await postgres.start();
}

async function exhaustLog(url: string): Promise<void> {
  for (let switches = 0; switches < SWITCHES; switches += 1) {
    const code = await query(url, "SELECT pg_logical_emit_message(true, 'fault', 'x'), pg_switch_wal()").then(
      () => null,
      (error: { code?: string }) => error.code ?? "broken",
    );
    if (code === "ECONNREFUSED") return;
    if (code !== null) await sleep(100);
  }
  throw new Error("PostgreSQL outlived a full log.");
}

async function query(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query(statement);
  } finally {
    await client.end().catch(() => undefined);
  }
}
