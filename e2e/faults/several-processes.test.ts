import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { type AddedConnection, addConnection } from "@/lib/connections/add-connection";
import { replaceSecret } from "@/lib/connections/rotate-secret";
import { freePort } from "@/lib/database/free-port";
import { readPool } from "@/lib/db";
import { checkDrift } from "@/lib/ledger/check-drift";
import type { WebhookRequest } from "@/lib/providers/provider";
import { twilio } from "@/lib/providers/twilio/twilio";
import { type IngestProcess, startIngest } from "./ingest-process";
import { Ledger } from "./ledger";
import { postCallback } from "./post-callback";
import { type SteadyLoad, startSteadyLoad } from "./steady-load";
import { comparableRows } from "./stored-callbacks";
import { unaccounted } from "./unaccounted";

const PUBLIC_URL = "http://callbacks.otpdesk.test";
const COUNTS = process.env.TEST_LONG ? [2, 3, 4] : [3];
const STORIES = process.env.TEST_LONG ? 2_000 : 120;
const ROUNDS_OF_RESTARTS = 5;
const HONOURED_WITHIN_MS = 5_000;

describe.each(COUNTS)("%i processes on one database", { timeout: COUNTS.length * 100_000 }, (count) => {
  let processes: IngestProcess[];
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });

  inOwnDatabase();
  beforeAll(async () => {
    processes = await Promise.all(Array.from({ length: count }, () => start()));
  });
  afterAll(async () => {
    agent.destroy();
    await Promise.all(processes.map((process) => process.kill()));
  });

  it("write the rows that one alone would, however receipts and their duplicates are spread", async () => {
    const [alone, together] = [await connect("first"), await connect("first")];
    const receipts = shuffled(Array.from({ length: STORIES }, (_, n) => story(n)).flat());
    await inLanes(receipts, async (receipt) => {
      expect(await send(sign(together, receipt), origins()[(receipt.serial + receipt.copy) % count])).toBe(204);
    });
    await inLanes(receipts, async (receipt) => {
      expect(await send(sign(alone, receipt), origins()[0])).toBe(204);
    });

    const written = await comparableRows(together.id);
    expect(written.messages).toHaveLength(STORIES);
    expect(written).toEqual(await comparableRows(alone.id));
  });

  it("honour changed secrets within 5 s, and refuse nothing meanwhile", async () => {
    const connection = await connect("first");
    await underLoad(connection, { authToken: "first" }, [204], async (load, secrets) => {
      await replace(connection, "second");
      await agreed(connection, "second", 204);
      secrets.authToken = "second";
      // The second is retiring from now on, and still good; what was retiring before it is not.
      await replace(connection, "third");
      await agreed(connection, "third", 204);
      await agreed(connection, "first", 401);
      const { acknowledged } = load;
      while (load.acknowledged < acknowledged + 100) await sleep(5);
    });
  });

  it.runIf(process.env.TEST_LONG)(
    "lose nothing and answer nothing wrong while one after the other is restarted",
    async () => {
      const connection = await connect("rolling");
      // 503 is the answer of one that is still starting; no answer, of none.
      await underLoad(connection, { authToken: "rolling" }, [204, 503, null], async (load) => {
        for (let turn = 0; turn < ROUNDS_OF_RESTARTS * count; turn += 1) {
          const old = processes[turn % count];
          const { acknowledged } = load;
          while (load.acknowledged < acknowledged + 100) await sleep(5);
          expect(await old?.stop()).toBe(0);
          processes[turn % count] = await start(Number(new URL(old?.url ?? "").port));
        }
      });
    },
  );

  it("end without a deadlock and without drift", async () => {
    for (const process of processes) expect(await process.stop()).toBe(0);
    const { rows } = await readPool().query(
      "SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()",
    );
    expect(rows).toEqual([{ deadlocks: 0 }]);
    expect((await checkDrift()).drifts).toEqual([]);
  });

  async function start(port?: number): Promise<IngestProcess> {
    return startIngest(port ?? (await freePort()), { PUBLIC_URL });
  }

  function origins(): string[] {
    return processes.map(({ url }) => url);
  }

  async function send(signed: WebhookRequest, origin = ""): Promise<number | null> {
    return (await postCallback(signed, agent, origin)).status;
  }

  /** Load on all processes while `work` runs: what they answer is among `statuses`, and nothing is lost or doubled. */
  async function underLoad(
    connection: AddedConnection,
    secrets: { authToken: string },
    statuses: (number | null)[],
    work: (load: SteadyLoad, secrets: { authToken: string }) => Promise<void>,
  ): Promise<void> {
    const ledger = new Ledger();
    const seen = new Set<number | null>();
    const onAnswer = ({ status }: { status: number | null }) => seen.add(status);
    const urls = origins();
    const load = startSteadyLoad({
      urls,
      publicUrl: PUBLIC_URL,
      connection,
      secrets,
      ledger,
      senders: 4,
      onAnswer,
    });
    try {
      await work(load, secrets);
      await load.stop();
      expect([...seen].filter((status) => !statuses.includes(status))).toEqual([]);
      expect(await unaccounted(ledger, connection.id)).toEqual({ lost: [], doubled: [] });
    } finally {
      load.abandon();
      ledger.remove();
    }
  }

  /** A connection that every process knows. */
  async function connect(authToken: string): Promise<AddedConnection> {
    const input = { provider: "twilio", label: `${authToken} ${crypto.randomUUID()}`, secrets: { authToken } };
    const connection = await addConnection(input, () => new Date());
    await agreed(connection, authToken, 204);
    return connection;
  }

  /** Resolves when every process answers a callback under this secret so. */
  async function agreed(connection: AddedConnection, authToken: string, status: number): Promise<void> {
    const since = performance.now();
    const asked = origins().map(async (origin) => {
      while ((await send(probe(connection, authToken), origin)) !== status) await sleep(50);
    });
    await Promise.all(asked);
    expect(performance.now() - since).toBeLessThan(HONOURED_WITHIN_MS);
  }
});

type Receipt = { serial: number; rawStatus: string; copy: number };

/** A few receipts of one message, some of them several times, a third copy with other bytes. */
function story(serial: number): Receipt[] {
  const statuses = ["queued", "sent", "delivered", "undelivered", "failed", "mystery"].filter(
    (_, i) => ((serial % 60) >> i) % 2 === 0,
  );
  return statuses.flatMap((rawStatus, order) =>
    Array.from({ length: 1 + ((serial + order) % 3) }, (_, copy) => ({ serial, rawStatus, copy })),
  );
}

function addressOf({ key }: AddedConnection): string {
  return `${PUBLIC_URL}/api/webhooks/twilio/${key}`;
}

function sign(connection: AddedConnection, { serial, rawStatus, copy }: Receipt): WebhookRequest {
  const providerMessageId = `SM${serial.toString(16).padStart(32, "0")}`;
  const errorCode = rawStatus === "undelivered" ? "30003" : undefined;
  const extra = copy === 2 ? { Note: "sent again" } : undefined;
  const report = { at: new Date(), providerMessageId, rawStatus, errorCode, extra };
  return twilio.sign({ kind: "report", url: addressOf(connection), ...report }, { authToken: "first" });
}

/** A signed callback that is about no message. */
function probe(connection: AddedConnection, authToken: string): WebhookRequest {
  const body = Buffer.from("Probe=1");
  return twilio.sign({ kind: "raw", url: addressOf(connection), at: new Date(), body }, { authToken });
}

async function replace({ id }: AddedConnection, authToken: string): Promise<void> {
  const input = { connectionId: id, secrets: { authToken }, overlapSeconds: 3_600 };
  expect(await replaceSecret(input, { kind: "system" }, () => new Date())).toMatchObject({ ok: true });
}

async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const lane = async () => {
    for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: 32 }, lane));
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
