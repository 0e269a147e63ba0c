import { randomInt } from "node:crypto";
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestDatabase, type TestDatabase } from "@/e2e/support/test-database";
import { type AddedConnection, addConnection } from "@/lib/connections/add-connection";
import { closeDb, readPool } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { checkDrift } from "@/lib/ingest/check-drift";
import { twilio } from "@/lib/providers/twilio";
import { freePort, type IngestProcess, startIngest } from "./ingest-process";
import { Ledger } from "./ledger";

const KILLS = process.env.TEST_LONG ? 200 : 20;
const SENDERS = 32;
const SECRET = { authToken: "under-load" };

describe("a process killed with SIGKILL under load", () => {
  let database: TestDatabase;
  let connection: AddedConnection;
  const ledger = new Ledger();

  beforeAll(async () => {
    database = await startTestDatabase({ durable: true });
    provideEnv({ DATABASE_URL: database.url });
    connection = await addConnection({ provider: "twilio", label: "Load", secrets: SECRET }, () => new Date());
  });
  afterAll(async () => {
    ledger.remove();
    await closeDb();
    await database.stop();
  });

  it(`loses and doubles nothing that it acknowledged, ${KILLS} times`, { timeout: KILLS * 15_000 }, async () => {
    const port = await freePort();
    let ingest: IngestProcess = await startIngest(port);
    const load = startLoad(ingest.url, connection, ledger);
    for (let round = 0; round < KILLS; round += 1) {
      const before = load.acknowledged;
      while (load.acknowledged < before + 100) await sleep(5);
      await sleep(randomInt(60));
      await ingest.kill();
      ingest = await startIngest(port);
    }
    await load.stop();
    expect(await ingest.stop()).toBe(0);

    const acknowledged = ledger.read();
    expect(acknowledged.length).toBeGreaterThanOrEqual(KILLS * 100);
    expect(new Set(acknowledged).size).toBe(acknowledged.length);
    expect(await unaccounted(acknowledged, connection.id)).toEqual({ lost: [], doubled: [] });
    expect((await checkDrift()).drifts).toEqual([]);
  });
});

/** Senders that behave like a provider: the same callback again until it is acknowledged. */
function startLoad(url: string, connection: AddedConnection, ledger: Ledger) {
  const agent = new Agent({ keepAlive: true, maxSockets: SENDERS });
  const state = { acknowledged: 0, isOn: true, serial: 0 };
  const send = async () => {
    while (state.isOn) {
      state.serial += 1;
      const reference = `SM${state.serial.toString(16).padStart(32, "0")}`;
      const callback = signedReceipt(`${url}/api/webhooks/twilio/${connection.key}`, reference);
      while (!(await post(callback, agent))) await sleep(20);
      ledger.acknowledge(reference);
      state.acknowledged += 1;
    }
  };
  const senders = Array.from({ length: SENDERS }, send);
  return {
    get acknowledged() {
      return state.acknowledged;
    },
    stop: async () => {
      state.isOn = false;
      await Promise.all(senders);
      agent.destroy();
    },
  };
}

function signedReceipt(url: string, providerMessageId: string) {
  const at = new Date();
  return twilio.sign(
    { kind: "report", url, at, providerMessageId, rawStatus: "delivered", recipient: "+14155550100" },
    SECRET,
  );
}

/** True for a 2xx; a refused or broken connection and a 503 are false: the provider comes again. */
function post({ url, method, headers, body }: ReturnType<typeof signedReceipt>, agent: Agent): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request(url, { method, headers, agent }, (response) => {
      response.resume();
      response.on("end", () => resolve((response.statusCode ?? 500) < 300));
      response.on("error", () => resolve(false));
    });
    call.on("error", () => resolve(false));
    call.end(body);
  });
}

async function unaccounted(acknowledged: string[], connectionId: string) {
  const { rows } = await readPool().query<{ ref: string; events: number }>(
    `SELECT m.provider_message_id AS ref, count(e.*)::int AS events
       FROM messages m LEFT JOIN message_events e ON e.message_id = m.id WHERE m.connection_id = $1 GROUP BY m.id`,
    [connectionId],
  );
  const stored = new Map<string, number>();
  for (const { ref, events } of rows) stored.set(ref, (stored.get(ref) ?? 0) + events);
  return {
    lost: acknowledged.filter((ref) => !stored.has(ref)),
    doubled: [...stored].filter(([, events]) => events !== 1).map(([ref]) => ref),
  };
}
