import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { freePort, type IngestProcess, startServer } from "@/e2e/faults/ingest-process";
import { newKeys, startTestDatabase, type TestDatabase } from "@/e2e/support/test-database";
import { addConnection } from "@/lib/connections/add-connection";
import { closeDb } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { checkDrift } from "@/lib/ingest/check-drift";
import { providers } from "@/lib/providers/registry";
import type { BenchRow } from "./bench";
import { BENCH_PUBLIC_URL, type Payload, type Signer, signPayloads } from "./payloads";
import type { Load, LoadResult } from "./send-load";
import { type Cost, costBetween, readCost } from "./server-cost";

const CONNECTIONS = 256;
/** Callbacks per connection. */
const WARM_UP = 8;
const CONTENDERS = { plain: "e2e/bench/serve-plain.ts", door: "lib/cli/ingest.ts" } as const;
type Contender = keyof typeof CONTENDERS;
const NAMES = Object.keys(CONTENDERS) as Contender[];

type Round = { perSecond: number; cost: Cost; stored: number; p50: number; p99: number };

/**
 * Every contender stores the same kind of callbacks on the same durable PostgreSQL, in interleaved rounds; each
 * verifies signatures and writes the same rows, sealed. After each round the rows are counted. Ratios are taken
 * per round: the machine is noisy, but both sides of a ratio meet the same noise.
 */
export async function benchIngest({ rounds, perRound }: { rounds: number; perRound: number }): Promise<BenchRow[]> {
  const { database, client, signers } = await prepare();
  const measured: Record<Contender, Round[]> = { plain: [], door: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const name of NAMES) measured[name].push(await measure(name, perRound, client, signers));
    process.stderr.write(`round ${round + 1} of ${rounds}\n`);
  }
  const { drifts, messages } = await checkDrift();
  if (drifts.length > 0) throw new Error(`the tables drifted: ${drifts[0]?.what}`);
  process.stderr.write(`drift 0 over ${messages} messages\n`);
  await client.end();
  await closeDb();
  await database.stop();
  return summary(measured);
}

async function prepare(): Promise<{ database: TestDatabase; client: pg.Client; signers: Signer[] }> {
  const database = await startTestDatabase({ durable: true });
  provideEnv({ DATABASE_URL: database.url, PUBLIC_URL: BENCH_PUBLIC_URL, ...newKeys() });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  for (const setting of ["fsync", "synchronous_commit", "full_page_writes"]) {
    const { rows } = await client.query(`SELECT current_setting('${setting}') AS value`);
    process.stderr.write(`${setting} = ${rows[0].value}\n`);
    if (rows[0].value !== "on") throw new Error(`${setting} must be on: a figure without it says nothing.`);
  }
  const secrets = { twilio: { authToken: "t" }, "generic-hmac": { secret: "g" }, otpiq: { webhookSecret: "o" } };
  const signers: Signer[] = [];
  for (const id of ["twilio", "generic-hmac", "otpiq"] as const) {
    const connection = await addConnection({ provider: id, label: id, secrets: secrets[id] }, () => new Date());
    signers.push({ connection, provider: providers[id], secrets: secrets[id] });
  }
  return { database, client, signers };
}

async function measure(
  name: Contender,
  perRound: number,
  client: pg.Client,
  signers: readonly Signer[],
): Promise<Round> {
  const server = await startServer(CONTENDERS[name], await freePort());
  await load(server, signPayloads(signers, CONNECTIONS * WARM_UP).payloads);
  const { payloads, unique } = signPayloads(signers, CONNECTIONS * perRound);
  const [eventsBefore, before] = [await countEvents(client), await readCost(client, server.pid)];
  const result = await load(server, payloads);
  const [cost, stored] = [
    costBetween(before, await readCost(client, server.pid)),
    (await countEvents(client)) - eventsBefore,
  ];
  await server.stop();
  if (result.refused > 0 || stored !== unique) {
    throw new Error(`${name}: ${result.refused} refused, ${stored} events stored of ${unique}.`);
  }
  return { perSecond: payloads.length / result.seconds, cost, stored, p50: result.p50, p99: result.p99 };
}

function load(server: IngestProcess, payloads: Payload[]): Promise<LoadResult> {
  const program = fileURLToPath(new URL("./send-load.ts", import.meta.url));
  const sender = fork(program, { execArgv: ["--import", "tsx"], serialization: "advanced" });
  sender.send({ url: server.url, connections: CONNECTIONS, payloads } satisfies Load);
  return new Promise((resolve, reject) => {
    sender.once("message", (result) => resolve(result as LoadResult));
    sender.once("error", reject);
    sender.once("exit", (code) => reject(new Error(`The load ended with ${code} and no result.`)));
  });
}

async function countEvents(client: pg.Client): Promise<number> {
  const { rows } = await client.query("SELECT count(*)::int AS n FROM message_events");
  return rows[0].n;
}

function summary(measured: Record<Contender, Round[]>): BenchRow[] {
  const ratio = (of: (round: Round) => number) =>
    measured.door.map((round, index) => of(round) / of(measured.plain[index] as Round));
  const each = NAMES.flatMap((name) => [
    row(
      `${name}: callbacks per second`,
      measured[name].map(({ perSecond }) => perSecond),
      null,
    ),
    row(
      `${name}: CPU ms per event`,
      measured[name].map(({ cost, stored }) => (cost.cpuSeconds * 1000) / stored),
      null,
      true,
    ),
    row(
      `${name}: WAL bytes per event`,
      measured[name].map(({ cost, stored }) => cost.walBytes / stored),
      null,
      true,
    ),
    row(
      `${name}: WAL syncs per event`,
      measured[name].map(({ cost, stored }) => cost.walSyncs / stored),
      null,
      true,
    ),
  ]);
  return [
    ...each,
    row(
      "door ÷ plain: callbacks per second",
      ratio(({ perSecond }) => perSecond),
      5,
    ),
  ];
}

function row(name: string, values: readonly number[], goal: number | null, lowerIsBetter = false): BenchRow {
  const sorted = values.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return { name, median, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0, goal, lowerIsBetter };
}
