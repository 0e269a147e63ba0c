import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startApp } from "@/e2e/support/app";
import { definitionsOf, filledRowsOf, fillFirstTables, migrateFirst } from "@/e2e/support/earlier-database";
import { onServer } from "@/e2e/support/own-database";
import { makeTestFolder, removeTestFolder } from "@/e2e/support/test-folder";
import { PROJECT_ROOT } from "@/lib/cli/process/project-root";
import { findRunningPostgres } from "@/lib/database/embedded-postgres";
import { freePort } from "@/lib/database/free-port";
import { migrate } from "@/lib/database/migrate";
import { readPostmaster } from "@/lib/database/postmaster";
import { serverFolder } from "@/lib/database/server-folder";
import { env } from "@/lib/env";

const MOMENTS = 50;
const ROWS = 30_000;

const server = env().DATABASE_URL ?? "";
let dataDir: string;
const running: ChildProcess[] = [];
let definitions: Record<string, string>;
beforeAll(async () => {
  definitions = await definitionsOf(server);
});
afterEach(async () => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
  await removeTestFolder(dataDir);
});

/** So many milliseconds after a step of the start was done; `Starting` is its beginning. */
type Moment = { after: string; ms: number };

/** Every other moment is in the migrations, which are over soon; the others are anywhere in a start. */
function spread(count: number, took: Record<string, number>): Moment[] {
  const [from = 0, to = 0, ready = 0] = [took.Database, took.Migrations, took.Server];
  return Array.from({ length: count }, (_, n) => {
    const share = (n + 0.5) / count;
    return n % 2 === 0 ? { after: "Database", ms: share * (to - from) } : { after: "Starting", ms: share * ready };
  });
}

type Environment = Record<string, string>;

/** A start that is killed at its moment; without one it is stopped when it is through, and says how long it took to where. */
async function startAndKill(environment: Environment, moment: Moment | null): Promise<Record<string, number>> {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, ["--import", "tsx", "lib/cli/process/start.ts"], {
    cwd: PROJECT_ROOT,
    env: { PATH, HOME, NODE_ENV: "production", ...environment },
    stdio: ["ignore", "pipe", "ignore"],
  });
  running.push(child);
  const exited = once(child, "exit");
  const took: Record<string, number> = {};
  const began = performance.now();
  let due: NodeJS.Timeout | undefined;
  child.stdout.on("data", (chunk: Buffer) => {
    for (const [, step = ""] of chunk.toString().matchAll(/^(?: {2}✓ )?(Starting|Database|Migrations|Server)/gm)) {
      took[step] = performance.now() - began;
      if (moment?.after === step) due = setTimeout(() => child.kill("SIGKILL"), moment.ms);
      if (step === "Server" && !moment) child.kill("SIGTERM");
    }
  });
  await exited;
  clearTimeout(due);
  if (!moment) expect(Object.keys(took), "undisturbed it comes through").toContain("Server");
  return took;
}

async function environmentOf(more: Environment = {}): Promise<Environment> {
  return { DATA_DIR: dataDir, HOST: "127.0.0.1", PORT: String(await freePort()), DEMO: "off", ...more };
}

/** What a killed start left is started again, as it is by a supervisor, and stopped. */
async function expectToStart(environment: Environment, url: () => Promise<string>, check: () => Promise<void>) {
  const app = await startApp({ dataDir, port: Number(environment.PORT), env: environment });
  running.push(app.process);
  expect(await unfinished(await url())).toEqual([]);
  expect(await definitionsOf(await url())).toEqual(definitions);
  await check();
  expect(await app.stop()).toBe(0);
}

async function unfinished(url: string): Promise<unknown[]> {
  return onServer(url, "SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NULL");
}

// In every run `half-done.db.test.ts` cuts each migration off.
describe.runIf(process.env.TEST_LONG)("a first start that is killed", { timeout: 120_000 + 180_000 * MOMENTS }, () => {
  it(`at any moment (${MOMENTS} tried), alone or with its PostgreSQL, is done by the next one`, async () => {
    dataDir = await makeTestFolder();
    const took = await startAndKill(await environmentOf(), null);
    for (const [n, moment] of spread(MOMENTS, took).entries()) {
      await removeTestFolder(dataDir);
      dataDir = await makeTestFolder();
      const environment = await environmentOf();
      await startAndKill(environment, moment);
      if (n % 3 === 2) await killPostgres();
      await expectToStart(environment, runningUrl, async () => undefined);
      expect(await findRunningPostgres(dataDir), "PostgreSQL stopped too").toBeNull();
    }
  });

  async function killPostgres(): Promise<void> {
    const postmaster = await readPostmaster(serverFolder(dataDir) ?? "");
    if (postmaster) process.kill(postmaster.pid, "SIGKILL");
    await sleep(200);
  }

  async function runningUrl(): Promise<string> {
    return (await findRunningPostgres(dataDir)) ?? "";
  }
});

describe.runIf(process.env.TEST_LONG)(
  "the start of a new version that is killed",
  { timeout: 120_000 + 180_000 * MOMENTS },
  () => {
    const [template, database] = [`template_${process.pid}`, `upgraded_${process.pid}`];
    const urlOf = (name: string) => Object.assign(new URL(server), { pathname: `/${name}` }).href;
    let wanted: Record<string, string>;

    beforeAll(async () => {
      await onServer(server, `CREATE DATABASE ${template}`);
      await migrateFirst(urlOf(template), 1);
      await fillFirstTables(urlOf(template), ROWS, new Date());
      await makeDatabase();
      await migrate(urlOf(database));
      wanted = await filledRowsOf(urlOf(database));
    });
    afterAll(async () => {
      for (const name of [template, database]) await onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    });

    async function makeDatabase(): Promise<void> {
      await onServer(server, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
      await onServer(server, `CREATE DATABASE ${database} TEMPLATE ${template}`);
    }

    it(`at any moment (${MOMENTS} tried) is done by the next one, with every row as it ought to be`, async () => {
      dataDir = await makeTestFolder();
      const { ENCRYPTION_KEYS = "", PHONE_HASH_KEYS = "", NEXTAUTH_SECRET = "" } = process.env;
      const port = String(await freePort());
      const environment = await environmentOf({
        ...{ ENCRYPTION_KEYS, PHONE_HASH_KEYS, NEXTAUTH_SECRET, PORT: port },
        ...{ DATABASE_URL: urlOf(database), PUBLIC_URL: `http://127.0.0.1:${port}` },
      });
      await makeDatabase();
      const took = await startAndKill(environment, null);
      for (const moment of spread(MOMENTS, took)) {
        await makeDatabase();
        await startAndKill(environment, moment);
        await expectToStart(
          environment,
          async () => urlOf(database),
          async () => expect(await filledRowsOf(urlOf(database))).toEqual(wanted),
        );
      }
    });
  },
);
