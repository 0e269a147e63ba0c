import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AddedConnection, addConnection } from "@/lib/connections/add-connection";
import { freePort } from "@/lib/database/free-port";
import { closeDb, readPool } from "@/lib/db";
import { env, provideEnv } from "@/lib/env";
import { EVERYTHING } from "@/lib/ledger/outbox/change";
import { beginReading } from "@/lib/ledger/outbox/read-changes";
import { type IngestProcess, startIngest } from "./ingest-process";
import { Ledger } from "./ledger";
import { type OwnPostgres, startOwnPostgres } from "./own-postgres";
import { type SteadyLoad, startSteadyLoad } from "./steady-load";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const READER = "what-leaves";
const READERS = 2;
const SECRETS = { authToken: "told" };
const KINDS = [
  "reader killed",
  "ingest killed",
  "reader killed",
  "reader killed",
  "PostgreSQL stopped at once",
] as const;
const KILLS = process.env.TEST_LONG ? 200 : 6;
const PER_KILL = 40;

describe("what leaves while its readers, ingest and the database are killed", () => {
  let postgres: OwnPostgres;
  let connection: AddedConnection;
  let ingest: IngestProcess;
  let port: number;
  let load: SteadyLoad;
  let readers: ChildProcess[];
  const ledger = new Ledger();
  const folder = mkdtempSync(join(tmpdir(), "otp-desk-told-"));
  const told = join(folder, "told");

  beforeAll(async () => {
    writeFileSync(told, "");
    postgres = await startOwnPostgres();
    provideEnv({ DATABASE_URL: postgres.url });
    connection = await addConnection({ provider: "twilio", label: "Told", secrets: SECRETS }, () => new Date());
    port = await freePort();
    ingest = await startIngest(port);
    await beginReading(READER, [EVERYTHING], 600);
    readers = Array.from({ length: READERS }, startReader);
  });
  afterAll(async () => {
    load?.abandon();
    for (const reader of readers ?? []) await killed(reader);
    await ingest?.kill();
    ledger.remove();
    rmSync(folder, { recursive: true });
    await closeDb();
    await postgres.stop();
  });

  it(`leaves at least once under one id, and nothing that did not happen, ${KILLS} kills`, {
    timeout: KILLS * 20_000,
  }, async () => {
    const rawStatuses = ["sent", "delivered"];
    load = startSteadyLoad({ urls: [ingest.url], connection, secrets: SECRETS, ledger, senders: 16, rawStatuses });
    for (let kill = 0; kill < KILLS; kill += 1) {
      const enough = load.acknowledged + PER_KILL;
      while (load.acknowledged < enough) await sleep(5);
      await happen(KINDS[kill % KINDS.length] as (typeof KINDS)[number]);
    }
    await load.stop();
    while ((await waiting()) > 0) await sleep(50);

    const ids = readFileSync(told, "utf8").split("\n").filter(Boolean);
    const due = await changes();
    const distinct = new Set(ids);
    process.stdout.write(`${ids.length} told of ${due.length} changes: ${ids.length - distinct.size} of them again\n`);
    expect(ids.length).toBeGreaterThan(distinct.size);
    expect(due.filter((id) => !distinct.has(id))).toEqual([]);
    expect([...distinct].filter((id) => !due.includes(id))).toEqual([]);
    // Each receipt that was acknowledged is a change, sent once or twice.
    expect(due.length).toBe(ledger.count);
  });

  async function happen(kind: (typeof KINDS)[number]): Promise<void> {
    switch (kind) {
      case "reader killed": {
        // The one that has been at work for longer, and is at work.
        const reader = readers.shift();
        if (reader?.stdout) await once(reader.stdout, "data");
        await killed(reader);
        readers.push(startReader());
        return;
      }
      case "ingest killed":
        await ingest.kill();
        ingest = await startIngest(port);
        return;
      case "PostgreSQL stopped at once":
        await postgres.stopImmediately();
        return postgres.start();
      default:
        return kind satisfies never;
    }
  }

  function startReader(): ChildProcess {
    const program = ["--import", "tsx", "e2e/faults/outbox-reader.ts", READER, told];
    const variables = { ...process.env, LOG_LEVEL: "silent", DATABASE_URL: env().DATABASE_URL };
    return spawn(process.execPath, program, { cwd: ROOT, env: variables, stdio: ["ignore", "pipe", "ignore"] });
  }
});

async function killed(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

async function waiting(): Promise<number> {
  const { rows } = await readPool().query<{ n: number }>("SELECT count(*)::int AS n FROM outbox");
  return rows[0]?.n ?? 0;
}

/** Every version that a message has had. */
async function changes(): Promise<string[]> {
  const { rows } = await readPool().query<{ id: string }>(
    "SELECT id || '.' || n AS id FROM messages, generate_series(1, version) AS n",
  );
  return rows.map(({ id }) => id);
}
