import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { BENCH_PUBLIC_URL } from "@/e2e/bench/payloads";
import { removeTestFolder } from "@/e2e/support/test-folder";
import { provideEmbeddedKeys } from "@/lib/cli/process/provide-keys";
import { startEmbeddedPostgres, stopEmbeddedPostgres } from "@/lib/database/embedded-postgres";
import { migrate } from "@/lib/database/migrate";
import { makePartitionsAhead } from "@/lib/database/partitions";
import { prepareDataDir } from "@/lib/database/server-folder";
import { systemAccount } from "@/lib/database/system-account";
import { closeDb } from "@/lib/db";
import { env, provideEnv } from "@/lib/env";
import { drainIngest } from "@/lib/ingest/doors/callback-door";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { forgetProcessWide } from "@/lib/runtime";

/** How the server runs: as the product's own does, or as fast as rows that may be lost can be written. */
export type Mode = "durable" | "filling";

const FILLING: Readonly<Record<string, string>> = {
  fsync: "off",
  full_page_writes: "off",
  synchronous_commit: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  max_wal_size: "4GB",
  checkpoint_timeout: "1h",
  maintenance_work_mem: "1GB",
  max_parallel_maintenance_workers: "1",
  work_mem: "256MB",
  autovacuum: "off",
};

const LEAVE_WITHIN_MS = 5_000;

/** What this process keeps of the database that it works with. */
const KEPT_OF_DATABASE = ["connections", "callback-tallies", "usual-receipts", "noted-zones"];

/** A server in a folder of its own under the temporary directory, or in one of the caller's that is kept. */
export class ScaleDatabase {
  private url = "";

  private constructor(
    private readonly dataDir: string,
    private readonly isOurs: boolean,
  ) {}

  /** Started, and the one that this process works with. */
  static async open(dataDir: string | undefined): Promise<ScaleDatabase> {
    const database = new ScaleDatabase(dataDir ?? (await mkdtemp(join(tmpdir(), "otp-desk-scale-"))), !dataDir);
    await database.start();
    return database;
  }

  /** Starts the server anew with other settings; what is open to it is closed first. */
  async run(mode: Mode): Promise<void> {
    const settings = Object.entries(FILLING).map(([name, value]) =>
      mode === "filling" ? `ALTER SYSTEM SET ${name} = '${value}'` : `ALTER SYSTEM RESET ${name}`,
    );
    await this.with(async (client) => {
      for (const setting of settings) await client.query(setting);
      await client.query("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'");
      await client.query("CHECKPOINT");
    });
    await this.stop();
    await this.start();
  }

  async with<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: (await startEmbeddedPostgres({ dataDir: this.dataDir })).url });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  /** Makes this the database that the process works with. Several may run at once; one is worked with at a time. */
  async use(): Promise<void> {
    await leave();
    provideEnv({ DATABASE_URL: this.url, PUBLIC_URL: BENCH_PUBLIC_URL, ...NO_KEYS });
    await provideEmbeddedKeys(this.dataDir);
  }

  /** Stops the server; the folder goes with it unless it is to be kept. */
  async close(keep: boolean): Promise<void> {
    await this.stop();
    if (!this.isOurs || keep) process.stderr.write(`the database is kept in ${this.dataDir}\n`);
    else await removeTestFolder(this.dataDir);
  }

  private async start(): Promise<void> {
    await leave();
    await prepareDataDir(this.dataDir, systemAccount());
    provideEnv(NO_KEYS);
    await provideEmbeddedKeys(this.dataDir);
    const { url } = await startEmbeddedPostgres({ dataDir: this.dataDir });
    this.url = url;
    await this.use();
    await migrate(url);
    await makePartitionsAhead(new Date());
  }

  private async stop(): Promise<void> {
    // A statement that takes long is not waited for: it ends with the server.
    await Promise.race([leave(), sleep(LEAVE_WITHIN_MS)]);
    await stopEmbeddedPostgres(this.dataDir);
  }
}

const NO_KEYS = { ENCRYPTION_KEYS: "", PHONE_HASH_KEYS: "", NEXTAUTH_SECRET: "" };

let leaving: Promise<void> | null = null;

/** Closes what this process has open, once however many ask for it meanwhile. */
function leave(): Promise<void> {
  leaving ??= closeAll().finally(() => {
    leaving = null;
  });
  return leaving;
}

async function closeAll(): Promise<void> {
  if (!env().DATABASE_URL) return;
  await drainIngest();
  await closeIngestPool();
  await closeDb();
  for (const name of KEPT_OF_DATABASE) forgetProcessWide(name);
}
