import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { countOutcomes } from "@/e2e/support/read-counts";
import { answerHealth } from "@/lib/api/check-health";
import { type AddedConnection, addConnection } from "@/lib/connections/add-connection";
import { closeDb, db } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { closeIngestPool, ingestPool } from "@/lib/ledger/sql/pool";
import { genericHmac } from "@/lib/providers/generic-hmac/generic-hmac";
import { otpiq } from "@/lib/providers/otpiq/otpiq";
import type { ExampleCallback } from "@/lib/providers/provider";
import { twilio } from "@/lib/providers/twilio/twilio";
import { publicUrl } from "@/lib/public-url";
import { forgetProcessWide } from "@/lib/runtime";
import { rereadConnections } from "../connections";
import { bothDoors, callOf } from "../fixtures/both-doors";
import { flushTallies } from "../tallies";
import { bodyRoom } from "./body-room";

const PUBLIC = "http://callbacks.otpdesk.test";

beforeAll(() => {
  provideEnv({ PUBLIC_URL: PUBLIC });
});
afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

describe.each(bothDoors())("$name", (door) => {
  let connection: AddedConnection;
  beforeAll(async () => {
    await door.open();
    connection = await addConnection(
      { provider: "twilio", label: `Test ${crypto.randomUUID()}`, secrets: { authToken: "s3cret" } },
      () => new Date(),
    );
  });
  afterAll(() => door.close());
  afterEach(() => void provideEnv({ PUBLIC_URL: PUBLIC, TRUSTED_PROXIES: "" }));

  const signed = (more: Partial<ExampleCallback> = {}, authToken = "s3cret") =>
    callOf(twilio.sign({ ...receipt(addressOf(connection)), ...more } as ExampleCallback, { authToken }));

  it("answers 2xx once the receipt is stored, for every provider", async () => {
    const at = () => new Date();
    const generic = await addConnection(
      { provider: "generic-hmac", label: `Test ${crypto.randomUUID()}`, secrets: { secret: "shared" } },
      at,
    );
    const queue = await addConnection(
      { provider: "otpiq", label: `Test ${crypto.randomUUID()}`, secrets: { webhookSecret: "word" } },
      at,
    );
    const calls = [
      [connection, signed()],
      [generic, callOf(genericHmac.sign(receipt(addressOf(generic)), { secret: "shared" }))],
      [queue, callOf(otpiq.sign(receipt(addressOf(queue)), { webhookSecret: "word" }))],
    ] as const;
    for (const [to, call] of calls) {
      const before = await countEvents(to.id);
      expect((await door.send(call)).status).toBeLessThan(300);
      expect(await countEvents(to.id)).toBe(before + 1);
    }
  });

  it("takes an address with a slash at its end for the same one, signed as it is called", async () => {
    const address = `${addressOf(connection)}/`;
    for (const url of [address, `${address}?from=twilio`, `${addressOf(connection)}/inbound/`]) {
      expect((await door.send(callOf(twilio.sign(receipt(url), { authToken: "s3cret" })))).status).toBeLessThan(300);
    }
    const unsigned = callOf(twilio.sign(receipt(addressOf(connection)), { authToken: "s3cret" }));
    expect((await door.send({ ...unsigned, target: `${unsigned.target}/` })).status).toBe(401);
    expect((await door.send({ ...unsigned, target: `${unsigned.target}//` })).status).toBe(404);
  });

  it("takes the callbacks of a connection that another process has just added", async () => {
    await rereadConnections();
    const added = await addConnection(
      { provider: "twilio", label: `Added ${crypto.randomUUID()}`, secrets: { authToken: "new" } },
      () => new Date(),
    );
    const call = callOf(twilio.sign(receipt(addressOf(added)), { authToken: "new" }));
    expect((await door.send(call)).status).toBeLessThan(300);
  });

  it("refuses a wrong signature with 401, writes nothing in its path, and samples it without body or query", async () => {
    const before = await countEvents(connection.id);
    expect((await door.send(signed({}, "other"))).status).toBe(401);
    expect((await door.send({ ...signed(), headers: {} })).status).toBe(401);
    expect(await countEvents(connection.id)).toBe(before);
    await flushTallies();
    const samples = await db().refusedCallback.findMany({ where: { connectionId: connection.id } });
    expect(samples.length).toBeGreaterThanOrEqual(2);
    // The number's last digits: fewer of them turn up in an id by chance.
    expect(JSON.stringify(samples)).not.toContain("5550123");
  });

  it("knows no other address: 404 for an unknown key, another provider's path and a disabled connection", async () => {
    const call = signed();
    const targets = [
      call.target.replace(connection.key, "nobody"),
      call.target.replace("twilio", "otpiq"),
      "/api/webhooks/x",
    ];
    for (const target of targets) expect((await door.send({ ...call, target })).status).toBe(404);
    const off = await addConnection(
      { provider: "twilio", label: `Off ${crypto.randomUUID()}`, secrets: { authToken: "x" } },
      () => new Date(),
    );
    await db().providerConnection.update({ where: { id: off.id }, data: { status: "disabled" } });
    expect((await door.send(callOf(twilio.sign(receipt(addressOf(off)), { authToken: "x" })))).status).toBe(404);
  });

  it("answers 405 with the methods that it takes, and 413 to more than 256 KiB", async () => {
    const call = signed();
    const put = await door.send({ ...call, method: "PUT" });
    expect(put.status).toBe(405);
    expect(put.headers.allow?.split(", ").sort()).toEqual(["GET", "POST"]);
    expect((await door.send({ ...call, body: Buffer.alloc(256 * 1024 + 1, "a") })).status).toBe(413);
  });

  it("answers 503 to a large body while others fill the room for them, and still takes small ones", async () => {
    const others = bodyRoom();
    others.take(96 * 1024 * 1024);
    const call = signed();
    const large = { ...call, body: Buffer.alloc(32 * 1024, "a") };
    const announced = { ...large, headers: { ...call.headers, "content-length": String(large.body.length) } };
    for (const one of [large, announced]) {
      const refused = await door.send(one);
      expect([refused.status, refused.headers["retry-after"]]).toEqual([503, "1"]);
    }
    expect((await door.send(call)).status).toBeLessThan(300);
    others.giveBack();
    for (const one of [large, announced]) expect((await door.send(one)).status).toBe(401);
  });

  it("has what did not come over TLS come again once it is proven, with the reason, and believes only a trusted proxy", async () => {
    const known = await addConnection(
      { provider: "twilio", label: `Over http ${crypto.randomUUID()}`, secrets: { authToken: "s3cret" } },
      () => new Date(),
    );
    provideEnv({ PUBLIC_URL: PUBLIC.replace("http:", "https:"), TRUSTED_PROXIES: "" });
    const call = callOf(twilio.sign(receipt(addressOf(known)), { authToken: "s3cret" }));
    const forwarded = { ...call, headers: { ...call.headers, "x-forwarded-proto": "https" } };
    const early = await door.send(forwarded);
    expect([early.status, early.headers["retry-after"]]).toEqual([503, "60"]);
    expect((await door.send({ ...forwarded, headers: {} })).status).toBe(401);
    provideEnv({ TRUSTED_PROXIES: "127.0.0.0/8, ::1" });
    expect((await door.send(call)).status).toBe(503);
    expect(await countEvents(known.id)).toBe(0);
    expect((await door.send(forwarded)).status).toBeLessThan(300);
    expect(await countEvents(known.id)).toBe(1);
    provideEnv({ TRUSTED_PROXIES: "" });

    await flushTallies();
    expect(await countOutcomes(known.id)).toEqual({ stored: 1, refused: 1, over_http: 2 });
    const samples = await db().refusedCallback.findMany({ where: { connectionId: known.id }, orderBy: { id: "asc" } });
    expect(samples.map(({ reason }) => reason).sort()).toEqual([
      ...["missing_signature", "proxy_not_trusted", "proxy_says_http"],
    ]);
    const peer = door.name === "the node:http door" ? "127.0.0.1" : "unknown";
    expect(samples.find(({ reason }) => reason === "proxy_not_trusted")?.address).toBe(peer);
  });

  it("answers 503, not 404, for a connection that is there and cannot be read, and health fails", async () => {
    const keyless = await addConnection(
      { provider: "twilio", label: `Keyless ${crypto.randomUUID()}`, secrets: { authToken: "s3cret" } },
      () => new Date(),
    );
    const call = callOf(twilio.sign(receipt(addressOf(keyless)), { authToken: "s3cret" }));
    const where = { connectionId: keyless.id };
    const { ciphertext } = await db().connectionSecret.findFirstOrThrow({ where });
    const damaged = Uint8Array.from(ciphertext);
    damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1;
    await db().connectionSecret.updateMany({ where, data: { ciphertext: damaged } });
    await rereadConnections();
    const answer = await door.send(call);
    expect([answer.status, answer.headers["retry-after"]]).toEqual([503, "60"]);
    expect((await door.send({ ...call, target: call.target.replace("twilio", "otpiq") })).status).toBe(404);
    const { status, body } = await answerHealth();
    expect([status, JSON.parse(body).checks.connections.status]).toEqual([503, "failing"]);
    await flushTallies();
    expect(await countOutcomes(keyless.id)).toEqual({ unavailable: 1 });

    await db().connectionSecret.updateMany({ where, data: { ciphertext: Uint8Array.from(ciphertext) } });
    await rereadConnections();
    expect((await door.send(call)).status).toBeLessThan(300);
    expect((await answerHealth()).status).toBe(200);
  });

  it("stores what it cannot read, in the review queue", async () => {
    const body = Buffer.from("hello=world");
    const call = signed({ kind: "raw", url: addressOf(connection), at: new Date(), body } as ExampleCallback);
    expect((await door.send(call)).status).toBeLessThan(300);
    const items = await db().reviewItem.findMany({ where: { connectionId: connection.id, kind: "unreadable" } });
    expect(items).toHaveLength(1);
    expect(await db().reviewPayload.count({ where: { reviewItemId: items[0]?.id } })).toBe(1);
  });

  it("answers 503 with Retry-After while the database is away, and takes the same callback afterwards", async () => {
    const call = signed();
    await door.send(signed());
    const before = await countEvents(connection.id);
    const { DATABASE_URL } = process.env;
    await closeIngestPool();
    provideEnv({ DATABASE_URL: "postgresql://nobody@127.0.0.1:9/nowhere" });
    const away = await door.send(call);
    await closeIngestPool();
    provideEnv({ DATABASE_URL });
    expect(away.status).toBe(503);
    expect(Number(away.headers["retry-after"])).toBeGreaterThan(0);
    expect((await door.send(call)).status).toBeLessThan(300);
    expect(await countEvents(connection.id)).toBe(before + 1);
    await flushTallies();
    expect(await countOutcomes(connection.id)).toMatchObject({ unavailable: 1 });
  });

  it("verifies with both secrets of a rotation until the old one expires", async () => {
    const rotating = await addConnection(
      { provider: "twilio", label: `Rotating ${crypto.randomUUID()}`, secrets: { authToken: "old" } },
      () => new Date(),
    );
    const { id, createdAt, ...secret } = await db().connectionSecret.findFirstOrThrow({
      where: { connectionId: rotating.id },
    });
    await db().connectionSecret.update({
      where: { id },
      data: { state: "retiring", expiresAt: new Date(Date.now() + 400) },
    });
    const { sealSecret } = await import("@/lib/connections/seal-secret");
    await db().connectionSecret.create({
      data: { ...secret, ...sealSecret("authToken", "new", createdAt), createdAt },
    });
    forgetProcessWide("connections");
    const send = async (authToken: string) => {
      return (await door.send(callOf(twilio.sign(receipt(addressOf(rotating)), { authToken })))).status;
    };
    expect([await send("old"), await send("new")].every((status) => status < 300)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 450));
    expect(await send("old")).toBe(401);
    expect(await send("new")).toBeLessThan(300);
  });
});

let serial = 0;
function receipt(url: string): Extract<ExampleCallback, { kind: "report" }> {
  serial += 1;
  const providerMessageId = `SM${serial.toString(16).padStart(32, "0")}`;
  return { kind: "report", url, at: new Date(), providerMessageId, rawStatus: "delivered", recipient: "+14155550123" };
}

function addressOf(connection: AddedConnection): string {
  return `${publicUrl()}/api/webhooks/${connection.provider}/${connection.key}`;
}

async function countEvents(connectionId: string): Promise<number> {
  const { rows } = await ingestPool().query(
    "SELECT count(*)::int AS n FROM message_events e JOIN messages m ON m.id = e.message_id WHERE m.connection_id = $1",
    [connectionId],
  );
  return rows[0].n;
}
