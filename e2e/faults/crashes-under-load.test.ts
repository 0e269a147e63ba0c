import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AddedConnection, addConnection } from "@/lib/connections/add-connection";
import { freePort } from "@/lib/database/free-port";
import { closeDb } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { checkDrift } from "@/lib/ledger/check-drift";
import { type IngestProcess, startIngest } from "./ingest-process";
import { Ledger } from "./ledger";
import { type OwnPostgres, startOwnPostgres } from "./own-postgres";
import { type SteadyLoad, startSteadyLoad } from "./steady-load";
import { unaccounted } from "./unaccounted";

const KINDS = ["ingest killed", "backend killed", "backend terminated", "PostgreSQL stopped at once"] as const;
type Kind = (typeof KINDS)[number];
const [KILL, ...OTHERS] = KINDS;

/** Kills of the process, and the others between them; in a long run all in turn. */
const SHORT: Kind[] = [KILL, ...OTHERS.flatMap((other) => [other, KILL])];
const LONG = Array.from({ length: 50 }, () => KINDS).flat();
const { crashes, perRound, senders } = process.env.TEST_LONG
  ? { crashes: LONG, perRound: 5_000, senders: 192 }
  : { crashes: SHORT, perRound: 100, senders: 32 };
const STARTS = 3;
/** A long run says now and then how far it is. */
const PROGRESS_EVERY = 20;
const SECRETS = { authToken: "under-load" };

describe("crashes under load", () => {
  let postgres: OwnPostgres;
  let connection: AddedConnection;
  let port: number;
  let ingest: IngestProcess;
  let load: SteadyLoad;
  const ledger = new Ledger();

  beforeAll(async () => {
    postgres = await startOwnPostgres();
    provideEnv({ DATABASE_URL: postgres.url });
    connection = await addConnection(
      { provider: "twilio", label: `Load ${crypto.randomUUID()}`, secrets: SECRETS },
      () => new Date(),
    );
    port = await freePort();
    ingest = await startIngest(port);
  });
  afterAll(async () => {
    load?.abandon();
    await ingest?.kill();
    ledger.remove();
    await closeDb();
    await postgres.stop();
  });

  const times = crashes.length;
  it(`lose and double nothing that was acknowledged, ${times} times`, { timeout: times * 20_000 }, async () => {
    const began = performance.now();
    load = startSteadyLoad({ urls: [ingest.url], connection, secrets: SECRETS, ledger, senders });
    for (const [round, kind] of crashes.entries()) {
      await acknowledgements(perRound);
      await sleep(randomInt(60));
      await crash(kind);
      if ((round + 1) % PROGRESS_EVERY === 0) {
        process.stdout.write(`${round + 1} of ${times} crashes, ${ledger.count} acknowledgements\n`);
      }
    }
    await acknowledgements(perRound);
    await load.stop();
    expect(await ingest.stop()).toBe(0);

    const seconds = (performance.now() - began) / 1_000;
    const { lost, doubled } = await unaccounted(ledger, connection.id);
    const { messages, drifts } = await checkDrift();
    process.stdout.write(
      figures({
        rounds: `${times} (${KINDS.map((kind) => `${kind} ${crashes.filter((one) => one === kind).length}`).join(", ")})`,
        acknowledgements: ledger.count,
        "of them sent once more": load.duplicates,
        "attempts without an answer, or answered 503": load.retries,
        "messages in the database": messages,
        lost: lost.length,
        doubled: doubled.length,
        drift: drifts.length,
        "seconds under load": Math.round(seconds),
        "seconds in all": Math.round((performance.now() - began) / 1_000),
      }),
    );
    expect(ledger.count).toBeGreaterThanOrEqual((times + 1) * perRound);
    expect({ lost, doubled, drifts }).toEqual({ lost: [], doubled: [], drifts: [] });
    expect(messages).toBe(ledger.count);
  });

  async function crash(kind: Kind): Promise<void> {
    switch (kind) {
      case "ingest killed":
        await ingest.kill();
        ingest = await supervised(port);
        return;
      case "backend killed":
        return postgres.killBackend();
      case "backend terminated":
        return postgres.terminateBackend();
      case "PostgreSQL stopped at once":
        await postgres.stopImmediately();
        return postgres.start();
      default:
        return kind satisfies never;
    }
  }

  async function acknowledgements(count: number): Promise<void> {
    const enough = load.acknowledged + count;
    while (load.acknowledged < enough) {
      if (!ingest.isRunning) throw new Error(`The process must outlive every outage:\n${ingest.output}`);
      await sleep(5);
    }
  }
});

/** Starts again as a supervisor does: a start that fails on a machine out of breath is not the last. */
async function supervised(port: number): Promise<IngestProcess> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startIngest(port);
    } catch (error) {
      if (attempt === STARTS) throw error;
    }
  }
}

/** Rows of a Markdown table, as they stand in docs/performance.md. */
function figures(values: Record<string, string | number>): string {
  const rows = Object.entries(values).map(([name, value]) => `| ${name} | ${value.toLocaleString("en")} |`);
  return `\n| Crashes under load | |\n|---|--:|\n${rows.join("\n")}\n`;
}
