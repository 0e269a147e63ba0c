import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countOutcomes } from "@/e2e/support/read-counts";
import { type AddedConnection, addConnection } from "@/lib/connections/add-connection";
import { freePort } from "@/lib/database/free-port";
import { closeDb } from "@/lib/db";
import { genericHmac } from "@/lib/providers/generic-hmac/generic-hmac";
import type { WebhookRequest } from "@/lib/providers/provider";
import { type IngestProcess, startIngest } from "./ingest-process";
import { bytesReadBy, memoryOf } from "./process-facts";
import { exchange, head, onTheWire, RawConnection } from "./raw-http";
import { storedReferences } from "./stored-callbacks";

const SECRETS = { secret: "at-the-limits" };
const KIB = 1_024;
const MIB = 1_024 * KIB;
const CAP = 256 * KIB;
/** No socket may be held longer: 10 s for a head or a body, and a little to notice and to say so. */
const PATIENCE_MS = 14_000;
const SLOW_EACH = process.env.TEST_LONG ? 500 : 60;

describe.runIf(process.platform === "linux")("senders at the limits and beyond", () => {
  let ingest: IngestProcess;
  let connection: AddedConnection;
  let slow: Record<string, RawConnection[]>;
  const expected: string[] = [];

  beforeAll(async () => {
    connection = await addConnection(
      { provider: "generic-hmac", label: `Limits ${crypto.randomUUID()}`, secrets: SECRETS },
      () => new Date(),
    );
    ingest = await startIngest(await freePort());
    expect((await exchange(ingest.url, ...onTheWire(honest()))).status).toBe(200);
    slow = await openSlowSenders();
  });
  afterAll(async () => {
    await ingest.kill();
    await closeDb();
  });

  it("serves honest senders while hundreds of sockets are idle, dribble or hang", async () => {
    const times: number[] = [];
    for (let n = 0; n < 100; n += 1) {
      const began = performance.now();
      expect((await exchange(ingest.url, ...onTheWire(honest()))).status).toBe(200);
      times.push(performance.now() - began);
    }
    expect(times.sort((a, b) => a - b)[95]).toBeLessThan(500);
    expect(
      Object.values(slow)
        .flat()
        .every(({ isOpen }) => isOpen),
    ).toBe(true);
  });

  it("takes a body of exactly 256 KiB, and refuses one byte more", async () => {
    expect((await exchange(ingest.url, ...onTheWire(ofSize(CAP)))).status).toBe(200);
    expect(await exchange(ingest.url, ...onTheWire(ofSize(CAP + 1, { isStored: false })))).toMatchObject({
      status: 413,
    });
  });

  it("refuses an announced body unread, and before it is sent where the sender asks", async () => {
    const start = (more = {}) => head(`POST ${target()} HTTP/1.1`, { "content-length": 1_024 * MIB, ...more });
    const asking = await exchange(ingest.url, start({ expect: "100-continue" }));
    expect(asking).toMatchObject({ status: 413, answer: { headers: { connection: "close" } } });
    await refusedHavingReadLittle(start(), Buffer.alloc(64 * KIB), 413, 512 * KIB);
  });

  it("refuses an endless body in chunks once it is over the cap", async () => {
    const start = head(`POST ${target()} HTTP/1.1`, { "transfer-encoding": "chunked" });
    const chunk = Buffer.from(`4000\r\n${"a".repeat(0x4000)}\r\n`);
    await refusedHavingReadLittle(start, chunk, 413, CAP + 512 * KIB);
  });

  it("cuts off heads, trailers and chunk extensions without end", async () => {
    const start = head(`POST ${target()} HTTP/1.1`, { "transfer-encoding": "chunked" });
    const line = `x-a: ${"b".repeat(1_000)}\r\n`;
    const kinds: [first: string, again: string, status: number][] = [
      [`POST ${target()} HTTP/1.1\r\n`, line, 431],
      [`POST /${"a".repeat(KIB)}`, "a".repeat(KIB), 431],
      [`${start}0\r\n`, line, 431],
      [`${start}1;`, "e".repeat(KIB), 413],
    ];
    for (const [first, again, status] of kinds) {
      expect((await exchange(ingest.url, first, again.repeat(20))).status).toBe(status);
      await refusedHavingReadLittle(first, Buffer.from(again), null, 256 * KIB);
    }
  });

  it("reads little of what is sent to where nobody takes it", async () => {
    const start = head("POST /elsewhere HTTP/1.1", { "content-length": 1_024 * MIB });
    expect(await exchange(ingest.url, start)).toMatchObject({
      status: 404,
      answer: { headers: { connection: "close" } },
    });
    await refusedHavingReadLittle(start, Buffer.alloc(64 * KIB), null, 512 * KIB);
  });

  it("bounds the memory of bodies that never end, and keeps room for small ones meanwhile", async () => {
    const before = memoryOf(ingest.pid);
    const [start] = onTheWire(ofSize(CAP, { isStored: false }));
    const greedy = await Promise.all(Array.from({ length: 600 }, () => RawConnection.open(ingest.url)));
    for (const raw of greedy) raw.send(start, Buffer.alloc(CAP - 1));
    const refused = await Promise.all(greedy.slice(-100).map((raw) => raw.answer()));
    expect(refused.some((answer) => answer?.status === 503 && answer.headers["retry-after"] === "1")).toBe(true);
    expect((await exchange(ingest.url, ...onTheWire(honest()))).status).toBe(200);
    expect(memoryOf(ingest.pid) - before).toBeLessThan(256 * MIB);
    await Promise.all(greedy.map((raw) => raw.reset()));
    expect((await exchange(ingest.url, ...onTheWire(ofSize(CAP)))).status).toBe(200);
  });

  it("lets nobody hold a socket: heads and bodies that do not come end in 408 and a closed connection", async () => {
    for (const [kind, connections] of Object.entries(slow)) {
      for (const raw of connections) {
        expect({ kind, status: (await raw.answer())?.status }).toEqual({ kind, status: 408 });
        expect(await raw.ended).toBeLessThan(PATIENCE_MS);
      }
    }
  });

  it("after all of it stores the honest, has stored nothing else, and has counted right", async () => {
    expect((await exchange(ingest.url, ...onTheWire(honest()))).status).toBe(200);
    expect(await ingest.stop()).toBe(0);
    expect(await storedReferences(connection.id)).toEqual([...expected].sort());
    expect(await countOutcomes(connection.id)).toEqual({ stored: expected.length });
  });

  /** Each kind sends a bit twice a second, as long as it is let. */
  async function openSlowSenders(): Promise<Record<string, RawConnection[]>> {
    const [start, body] = onTheWire(honest({ isStored: false }));
    const overlong = onTheWire(honest({ isStored: false }), body.length + 1);
    const inChunks = head(`POST ${target()} HTTP/1.1`, { "transfer-encoding": "chunked" });
    const kinds: Record<string, { first: (string | Buffer)[]; again: string }> = {
      silent: { first: [], again: "" },
      "half a line": { first: ["POST /api/web"], again: "" },
      "a head in drops": { first: [`POST ${target()} HTTP/1.1\r\n`], again: "x-a: b\r\n" },
      "a body that does not begin": { first: [start], again: "" },
      "a body in drops": { first: [start], again: " " },
      "chunks in drops": { first: [inChunks], again: "1\r\n \r\n" },
      "a whole body that claims one byte more": { first: overlong, again: "" },
    };
    const opened = Object.entries(kinds).map(async ([kind, { first, again }]) => {
      const connections = await Promise.all(Array.from({ length: SLOW_EACH }, () => RawConnection.open(ingest.url)));
      for (const raw of connections) void dribble(raw.send(...first), again);
      return [kind, connections] as const;
    });
    return Object.fromEntries(await Promise.all(opened));
  }

  /** Sends the same bytes until it is cut off, answered (null where a reset may overtake that), having been read little. */
  async function refusedHavingReadLittle(start: string, more: Buffer, status: number | null, atMost: number) {
    const before = { read: bytesReadBy(ingest.pid), memory: memoryOf(ingest.pid) };
    const raw = (await RawConnection.open(ingest.url)).send(start);
    const pour = () => {
      while (raw.isOpen && raw.socket.writable && raw.socket.write(more));
    };
    raw.socket.on("drain", pour);
    pour();
    if (status !== null) expect((await raw.answer())?.status).toBe(status);
    expect(await raw.ended).toBeLessThan(5_000);
    expect(bytesReadBy(ingest.pid) - before.read).toBeLessThan(atMost);
    expect(memoryOf(ingest.pid) - before.memory).toBeLessThan(32 * MIB);
  }

  function target(): string {
    return `/api/webhooks/generic-hmac/${connection.key}`;
  }

  function honest({ isStored = true } = {}): WebhookRequest {
    const providerMessageId = `msg-${randomUUID()}`;
    if (isStored) expected.push(providerMessageId);
    const example = { kind: "report" as const, url: ingest.url + target(), at: new Date(), rawStatus: "delivered" };
    return genericHmac.sign({ ...example, providerMessageId }, SECRETS);
  }

  function ofSize(bytes: number, options?: { isStored: boolean }): WebhookRequest {
    const { body, url } = honest(options);
    const padded = Buffer.concat([body, Buffer.alloc(bytes - body.length, " ")]);
    return genericHmac.sign({ kind: "raw", url, at: new Date(), body: padded }, SECRETS);
  }
});

async function dribble(raw: RawConnection, drop: string): Promise<void> {
  while (drop !== "" && raw.isOpen) {
    raw.send(drop);
    await sleep(500);
  }
}
