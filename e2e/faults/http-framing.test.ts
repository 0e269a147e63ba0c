import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countOutcomes } from "@/e2e/support/read-counts";
import { type AddedConnection, addConnection } from "@/lib/connections/add-connection";
import { freePort } from "@/lib/database/free-port";
import { closeDb, readPool } from "@/lib/db";
import { genericHmac } from "@/lib/providers/generic-hmac/generic-hmac";
import type { WebhookRequest } from "@/lib/providers/provider";
import { type IngestProcess, startIngest } from "./ingest-process";
import { chunked, exchange, head, onTheWire, RawConnection, targetOf } from "./raw-http";
import { storedReferences } from "./stored-callbacks";

const SECRETS = { secret: "on-the-wire" };

describe("requests framed in every odd way", () => {
  let ingest: IngestProcess;
  let connection: AddedConnection;
  /** What must be stored in the end, and how many were refused for their signature: the tallies must agree. */
  const expected: string[] = [];
  let forged = 0;

  beforeAll(async () => {
    connection = await addConnection(
      { provider: "generic-hmac", label: `Wire ${crypto.randomUUID()}`, secrets: SECRETS },
      () => new Date(),
    );
    ingest = await startIngest(await freePort());
  });
  afterAll(async () => {
    await ingest.kill();
    await closeDb();
  });

  it("answers pipelined requests one by one, in their order", async () => {
    const kinds = Array.from({ length: 24 }, (_, n) => (["good", "forged", "unknown"] as const)[n % 3] ?? "good");
    const requests = kinds.map((kind) => {
      if (kind === "good") return onTheWire(honest());
      if (kind === "forged") return onTheWire(forgery());
      const { url, ...rest } = forgery({ isCounted: false });
      return onTheWire({ ...rest, url: url.replace(connection.key, "nobody") });
    });
    const pipeline = (await RawConnection.open(ingest.url)).send(...requests.flat());
    const answers: (number | undefined)[] = [];
    while (answers.length < kinds.length) answers.push((await pipeline.answer())?.status);
    expect(answers).toEqual(kinds.map((kind) => ({ good: 200, forged: 401, unknown: 404 })[kind]));
    await pipeline.reset();
  });

  it("verifies the exact bytes of a body that comes in chunks of any size, cut anywhere", async () => {
    const text = ' {"status" : "delivered",\r\n\t"note":"0\\r\\n\\r\\n é 日本 💬" , "message_id":"';
    for (const sizes of [[1], [2, 3, 5, 7], [64], [100_000]]) {
      const id = expectStored();
      const { headers, body, url } = signedBody(Buffer.from(`${text}${id}"}\n\n`));
      const start = head(`POST ${targetOf(url)} HTTP/1.1`, { ...headers, "transfer-encoding": "chunked" });
      const raw = await RawConnection.open(ingest.url);
      await raw.sendApart(cutAnywhere(Buffer.concat([Buffer.from(start), ...chunked(body, sizes)])), 0);
      expect((await raw.answer())?.status).toBe(200);
      await raw.reset();
    }
    const { headers, body, url } = honest({ isStored: false });
    const start = head(`POST ${targetOf(url)} HTTP/1.1`, { ...headers, "transfer-encoding": "chunked" });
    forged += 1;
    expect(await exchange(ingest.url, start, ...chunked(Buffer.concat([body, Buffer.from(" ")]), [9]))).toMatchObject({
      status: 401,
    });
  });

  it("never takes the rest of a body that is longer than it claimed for a request of its own", async () => {
    const short = honest({ isStored: false });
    forged += 1;
    const cut = await RawConnection.open(ingest.url);
    await cut.send(...onTheWire(short, short.body.length - 10)).ended;
    expect([401, 400]).toContain((await cut.answer())?.status);
    expect(await cut.answer()).toBeOneOf([null, expect.objectContaining({ status: 400 })]);
  });

  it("stores nothing of a body that ends before its length, or of a sender that dies within it", async () => {
    const dying = honest({ isStored: false });
    const [start, body] = onTheWire(dying);
    for (const until of [0, 1, Math.floor(body.length / 2), body.length - 1]) {
      const raw = await RawConnection.open(ingest.url);
      await raw.sendApart([start, body.subarray(0, until)], 5);
      await raw.reset();
    }
    const halfClosed = (await RawConnection.open(ingest.url)).send(start, body.subarray(0, 9));
    halfClosed.socket.end();
    expect([null, 400]).toContain((await halfClosed.answer())?.status ?? null);
  });

  it.each([
    ["two lengths", "content-length: 4\r\ncontent-length: 5"],
    ["the same length twice", "content-length: 4\r\ncontent-length: 4"],
    ["a list of lengths", "content-length: 4, 4"],
    ["a signed length", "content-length: +4"],
    ["a negative length", "content-length: -4"],
    ["a length in hex", "content-length: 0x4"],
    ["a length beyond all numbers", "content-length: 99999999999999999999999"],
    ["a length and chunks", "content-length: 4\r\ntransfer-encoding: chunked"],
    ["chunks and a length", "transfer-encoding: chunked\r\ncontent-length: 4"],
    ["chunks under another name", "transfer-encoding: xchunked"],
    ["chunks not last", "transfer-encoding: chunked, identity"],
    ["a space before the colon", "transfer-encoding : chunked"],
    ["a folded header", "x-a: b\r\n c: d\r\ncontent-length : 4"],
    ["a bare carriage return", "x-a: b\rcontent-length: 4"],
    ["no host", "drop-host: 1"],
  ])("refuses %s with 400 and closes", async (_, lines) => {
    const { headers, url } = honest({ isStored: false });
    const signature = `x-provider-signature: ${headers["x-provider-signature"]}`;
    const host = lines.startsWith("drop-host") ? "" : "host: callbacks.otpdesk.test\r\n";
    const smuggled = onTheWire(honest({ isStored: false }));
    const { status, endedAfterMs } = await exchange(
      ingest.url,
      `POST ${targetOf(url)} HTTP/1.1\r\n${host}${signature}\r\n${lines}\r\n\r\n0\r\n\r\n`,
      ...smuggled,
    );
    expect(status).toBe(400);
    expect(endedAfterMs).toBeLessThan(2_000);
  });

  it.each([
    ["a chunk size that is no number", "zz\r\nabcd\r\n0\r\n\r\n"],
    ["a chunk longer than it says", "2\r\nabcd\r\n0\r\n\r\n"],
    ["a chunk size beyond all numbers", "fffffffffffffffff\r\nabcd"],
  ])("refuses %s with 400 and closes", async (_, body) => {
    const start = head(`POST ${targetOf(addressOf())} HTTP/1.1`, { "transfer-encoding": "chunked" });
    expect(await exchange(ingest.url, start, body)).toMatchObject({ status: 400 });
  });

  it("reads a target in absolute form, HTTP/1.0, and an offer to upgrade, and answers each", async () => {
    const [start, body] = onTheWire(honest());
    const absolute = start.replace("POST /", "POST http://elsewhere.example:8080/");
    expect((await exchange(ingest.url, absolute, body)).status).toBe(200);
    const [old, oldBody] = onTheWire(honest());
    const ended = await exchange(ingest.url, old.replace("HTTP/1.1", "HTTP/1.0"), oldBody);
    expect(ended).toMatchObject({ status: 200, answer: { headers: { connection: "close" } } });
    const { headers, ...rest } = honest();
    const offer = {
      ...headers,
      connection: "Upgrade, HTTP2-Settings",
      upgrade: "h2c",
      "http2-settings": "AAMAAABkAAQ",
    };
    expect((await exchange(ingest.url, ...onTheWire({ ...rest, headers: offer }))).status).toBe(200);
  });

  it("knows no method and no path but its own", async () => {
    const target = targetOf(addressOf());
    for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS", "GET", "M-SEARCH"]) {
      const { status, answer } = await exchange(ingest.url, head(`${method} ${target} HTTP/1.1`));
      expect([status, answer?.headers.allow]).toEqual([405, "POST"]);
    }
    expect((await exchange(ingest.url, head(`BREW ${target} HTTP/1.1`))).status).toBe(400);
    expect((await exchange(ingest.url, head("CONNECT callbacks.otpdesk.test:443 HTTP/1.1"))).status).toBeNull();
    expect((await exchange(ingest.url, head("OPTIONS * HTTP/1.1"))).status).toBe(404);
    for (const path of [
      "/",
      "//api/webhooks/x/y",
      `/api/webhooks/../webhooks/x/y`,
      "/api/webhooks/",
      `${target}/..`,
      `${target}%00`,
    ]) {
      expect((await exchange(ingest.url, head(`POST ${path} HTTP/1.1`, { "content-length": 0 }))).status).toBe(404);
    }
  });

  it("tells a sender that asks first to go on, and one that asks for something else that it will not", async () => {
    const { headers, ...rest } = honest();
    const [start, body] = onTheWire({ ...rest, headers: { ...headers, expect: "100-continue" } });
    const patient = (await RawConnection.open(ingest.url)).send(start);
    expect((await patient.answer())?.status).toBe(100);
    expect((await patient.send(body).answer())?.status).toBe(200);
    await patient.reset();
    expect((await exchange(ingest.url, start.replace("100-continue", "a-miracle"), body)).status).toBe(417);
  });

  it("after all of it stores the honest, has stored nothing else, and has counted right", async () => {
    expect((await exchange(ingest.url, ...onTheWire(honest()))).status).toBe(200);
    expect(await ingest.stop()).toBe(0);
    expect(await storedReferences(connection.id)).toEqual([...expected].sort());
    expect(await countOutcomes(connection.id)).toEqual({ stored: expected.length, refused: forged });
    const { rows } = await readPool().query(
      "SELECT verified_count::int AS n FROM connection_secrets WHERE connection_id = $1",
      [connection.id],
    );
    expect(rows).toEqual([{ n: expected.length }]);
  });

  function addressOf(): string {
    return `${ingest.url}/api/webhooks/generic-hmac/${connection.key}`;
  }

  function expectStored(): string {
    const id = `msg-${randomUUID()}`;
    expected.push(id);
    return id;
  }

  function honest({ isStored = true } = {}): WebhookRequest {
    const providerMessageId = isStored ? expectStored() : `msg-${randomUUID()}`;
    const example = {
      kind: "report" as const,
      url: addressOf(),
      at: new Date(),
      providerMessageId,
      rawStatus: "delivered",
    };
    return genericHmac.sign(example, SECRETS);
  }

  function forgery({ isCounted = true } = {}): WebhookRequest {
    if (isCounted) forged += 1;
    const example = { kind: "raw" as const, url: addressOf(), at: new Date(), body: Buffer.from("{}") };
    return genericHmac.sign(example, { secret: "another" });
  }

  function signedBody(body: Buffer): WebhookRequest {
    return genericHmac.sign({ kind: "raw", url: addressOf(), at: new Date(), body }, SECRETS);
  }
});

function cutAnywhere(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const length = 1 + Math.floor(Math.random() * 60);
    parts.push(bytes.subarray(start, start + length));
    start += length;
  }
  return parts;
}
