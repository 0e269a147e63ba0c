import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { countOutcomes } from "@/e2e/support/read-counts";
import { type AddedConnection, addConnection } from "@/lib/connections/add-connection";
import { freePort } from "@/lib/database/free-port";
import { closeDb } from "@/lib/db";
import { checkDrift } from "@/lib/ledger/check-drift";
import { genericHmac } from "@/lib/providers/generic-hmac/generic-hmac";
import type { WebhookRequest } from "@/lib/providers/provider";
import { holdStorage } from "./held-storage";
import { type IngestProcess, startIngest } from "./ingest-process";
import { onTheWire, type RawAnswer, RawConnection } from "./raw-http";
import { storedReferences } from "./stored-callbacks";

const SECRETS = { secret: "until-the-end" };
const ROUNDS = process.env.TEST_LONG ? 20 : 1;
const SENDERS = 64;
/** What the product allows itself to answer what it has taken; nothing here is slow enough to need all of it. */
const DRAIN_LIMIT_MS = 10_000;
const GIVE_UP_MS = 25_000;

describe("a process told to stop", { timeout: 60_000 * ROUNDS }, () => {
  let ingest: IngestProcess;
  let connection: AddedConnection;
  let acknowledged: string[];

  beforeAll(async () => {
    connection = await addConnection(
      { provider: "generic-hmac", label: `Stop ${crypto.randomUUID()}`, secrets: SECRETS },
      () => new Date(),
    );
    acknowledged = [];
  });
  afterEach(() => ingest.kill());
  afterAll(closeDb);
  const start = async () => {
    ingest = await startIngest(await freePort());
  };

  it("answers under load whatever reached it, tells each connection that it ends, and exits 0", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await start();
      const sending = Promise.all(Array.from({ length: SENDERS }, () => sendUntilEnded()));
      const before = acknowledged.length;
      while (acknowledged.length < before + 4 * SENDERS) await sleep(5);
      await sleep(Math.random() * 100);
      const began = performance.now();
      const code = ingest.stop();
      for (const last of await sending) expect(last?.headers.connection).toBe("close");
      expect(await code).toBe(0);
      expect(performance.now() - began).toBeLessThan(DRAIN_LIMIT_MS);
    }
  });

  it("takes no new connection, but answers what waits for storage, each request of a pipeline too", async () => {
    await start();
    const held = await holdStorage();
    const single = (await RawConnection.open(ingest.url)).send(...onTheWire(next()));
    const pipelined = [next(), next(), next()].flatMap((signed) => onTheWire(signed));
    const pipeline = (await RawConnection.open(ingest.url)).send(...pipelined);
    await sleep(100);
    const code = ingest.stop();
    await sleep(200);
    await expect(RawConnection.open(ingest.url)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await held.release();
    expect(await single.answer()).toMatchObject({ status: 200, headers: { connection: "close" } });
    const answers: (RawAnswer | null)[] = [];
    for (let n = 0; n < 3; n += 1) answers.push(await pipeline.answer());
    expect(answers.map((answer) => answer?.status)).toEqual([200, 200, 200]);
    expect(answers.map((answer) => answer?.headers.connection)).toEqual(["keep-alive", "keep-alive", "close"]);
    expect(await pipeline.answer()).toBeNull();
    expect(await code).toBe(0);
  });

  it("answers a request that was on its way or half sent, and does not wait for who says nothing", async () => {
    await start();
    const [idle, halfSent, silent, halfHead] = await Promise.all(
      Array.from({ length: 4 }, () => RawConnection.open(ingest.url)),
    );
    expect((await idle?.send(...onTheWire(next())).answer())?.headers.connection).toBe("keep-alive");
    const [head, body] = onTheWire(next());
    halfSent?.send(head, body.subarray(0, 20));
    halfHead?.send("POST /api/webhooks/");
    await sleep(100);
    const began = performance.now();
    const code = ingest.stop();
    await sleep(150);
    const onItsWay = await idle?.send(...onTheWire(next())).answer();
    expect(onItsWay).toMatchObject({ status: 200, headers: { connection: "close" } });
    await sleep(700);
    expect([silent?.isOpen, halfHead?.isOpen, halfSent?.isOpen]).toEqual([false, false, true]);
    expect((await halfSent?.send(body.subarray(20)).answer())?.status).toBe(200);
    expect(await code).toBe(0);
    expect(performance.now() - began).toBeLessThan(3_000);
  });

  it.runIf(process.env.TEST_LONG)("does not wait for a body longer than its limit", { timeout: 60_000 }, async () => {
    await start();
    const [head, body] = onTheWire(next({ isStored: false }));
    const slow = (await RawConnection.open(ingest.url)).send(head, body.subarray(0, 20));
    await sleep(100);
    const began = performance.now();
    expect(await ingest.stop()).toBe(0);
    expect(performance.now() - began).toBeLessThan(DRAIN_LIMIT_MS + 3_000);
    expect((await slow.answer())?.status ?? null).toBeOneOf([null, 408]);
  });

  it.runIf(process.env.TEST_LONG)("gives up, and says so, when the database does not answer", async () => {
    await start();
    const raw = await RawConnection.open(ingest.url);
    expect((await raw.send(...onTheWire(next())).answer())?.status).toBe(200);
    const held = await holdStorage("connection_secrets");
    const began = performance.now();
    expect(await ingest.stop()).toBe(1);
    expect(performance.now() - began).toBeLessThan(GIVE_UP_MS + 2_000);
    expect(ingest.output).toContain("Stopping took longer than");
    await held.release();
  });

  it("has stored what it acknowledged, once each and nothing else, and counted it", async () => {
    expect(await storedReferences(connection.id)).toEqual([...acknowledged].sort());
    expect(await countOutcomes(connection.id)).toMatchObject({ stored: acknowledged.length });
    expect((await checkDrift({ connectionId: connection.id })).drifts).toEqual([]);
  });

  /** One callback after the other on one connection, each until it is taken; the last answer, or null if there was none. */
  async function sendUntilEnded(): Promise<RawAnswer | null> {
    const raw = await RawConnection.open(ingest.url);
    for (;;) {
      const providerMessageId = `msg-${randomUUID()}`;
      let answer: RawAnswer | null;
      do {
        answer = await raw.send(...onTheWire(sign(providerMessageId))).answer();
        if (answer?.status === 200) acknowledged.push(providerMessageId);
        if (!answer || answer.headers.connection === "close") return answer;
      } while (answer.status === 503);
      expect(answer.status).toBe(200);
    }
  }

  function next({ isStored = true } = {}): WebhookRequest {
    const providerMessageId = `msg-${randomUUID()}`;
    if (isStored) acknowledged.push(providerMessageId);
    return sign(providerMessageId);
  }

  function sign(providerMessageId: string): WebhookRequest {
    const url = `${ingest.url}/api/webhooks/generic-hmac/${connection.key}`;
    const example = { kind: "report" as const, url, at: new Date(), providerMessageId, rawStatus: "delivered" };
    return genericHmac.sign(example, SECRETS);
  }
});
