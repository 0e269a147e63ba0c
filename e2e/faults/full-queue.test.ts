import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type pg from "pg";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { countOutcomes } from "@/e2e/support/read-counts";
import { newMessageSid, receipt, testConnection } from "@/e2e/support/receipts";
import { eventsOf } from "@/e2e/support/stored-rows";
import { addConnection } from "@/lib/connections/add-connection";
import { closeDb } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { handleCallback } from "@/lib/ingest/doors/callback-door";
import { storeCallback, waitingCallbacks } from "@/lib/ingest/store-callbacks";
import { closeIngestPool, ingestPool } from "@/lib/ledger/sql/pool";
import { genericHmac } from "@/lib/providers/generic-hmac/generic-hmac";
import { onTheWire, type RawAnswer, RawConnection } from "./raw-http";

/** What a process lets wait. */
const MAX_COUNT = 20_000;
const MAX_BYTES = 64 * 1_024 * 1_024;

describe("a queue that is full", () => {
  let storage: { release(): void };
  beforeEach(() => {
    storage = hangStorage(ingestPool());
  });
  afterEach(() => storage.release());
  afterAll(async () => {
    await closeIngestPool();
    await closeDb();
  });

  it("refuses by count at once, and stores all that it took when storage is back", async () => {
    const connection = testConnection();
    const callback = receipt(connection, { providerMessageId: newMessageSid(), rawStatus: "delivered" }, new Date());
    const first = storeCallback(callback);
    // The batch under way leaves the queue in the next turn of the event loop; what comes now only waits.
    await vi.waitUntil(() => waitingCallbacks().count === 0);
    const outcomes = Promise.allSettled(Array.from({ length: MAX_COUNT + 50 }, () => storeCallback(callback)));
    expect(waitingCallbacks().count).toBe(MAX_COUNT);
    storage.release();
    await first;
    const refused = (await outcomes).filter((outcome) => outcome.status === "rejected");
    expect(refused).toHaveLength(50);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: "unavailable", retryAfterSeconds: 1 });
    expect(waitingCallbacks()).toEqual({ count: 0, bytes: 0 });
    expect(await eventsOf(connection)).toMatchObject([{ duplicate_count: MAX_COUNT }]);
  });

  it("refuses by bytes with 503 and Retry-After, holding no more, and stores what it took", async () => {
    provideEnv({ PUBLIC_URL: "http://callbacks.otpdesk.test" });
    const secrets = { secret: "one-too-many" };
    const connection = await addConnection(
      { provider: "generic-hmac", label: `Full ${crypto.randomUUID()}`, secrets },
      () => new Date(),
    );
    const server = createServer(handleCallback).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const callback = onTheWire(largeCallback(`${url}/api/webhooks/generic-hmac/${connection.key}`, secrets));
    const senders = await Promise.all(Array.from({ length: 360 }, () => RawConnection.open(url)));

    const sending = senders.map((sender) => sender.send(...callback).answer());
    expect(await Promise.race(sending)).toMatchObject({ status: 503, headers: { "retry-after": "1" } });
    expect(waitingCallbacks().bytes).toBeLessThanOrEqual(MAX_BYTES);
    expect(waitingCallbacks().bytes).toBeGreaterThan(0.9 * MAX_BYTES);
    storage.release();

    const answers = await Promise.all(sending);
    const stored = answers.filter(isStored).length;
    const refused = answers.filter((answer) => answer?.status === 503 && answer.headers["retry-after"] === "1").length;
    expect(stored + refused).toBe(senders.length);
    expect(stored).toBeGreaterThan(250);
    expect(await countOutcomes(connection.id)).toMatchObject({ stored: 1, duplicate: stored - 1 });
    await Promise.all(senders.map((sender) => sender.reset()));
    server.close();
  });
});

/** Every transaction waits for its connection until the release, as behind a database that hangs. */
function hangStorage(pool: pg.Pool): { release(): void } {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>;
  const hanging = vi.spyOn(pool, "connect").mockImplementation(async () => {
    await released;
    return connect();
  });
  return {
    release: () => {
      hanging.mockRestore();
      release();
    },
  };
}

function isStored(answer: RawAnswer | null): boolean {
  return answer?.status === 200;
}

/** A callback of a quarter of a megabyte. */
function largeCallback(url: string, secrets: { secret: string }) {
  const at = new Date();
  const providerMessageId = `msg-${randomUUID()}`;
  const { body } = genericHmac.sign({ kind: "report", url, at, providerMessageId, rawStatus: "sent" }, secrets);
  const padded = Buffer.concat([body, Buffer.alloc(255 * 1_024 - body.length, " ")]);
  return genericHmac.sign({ kind: "raw", url, at, body: padded }, secrets);
}
