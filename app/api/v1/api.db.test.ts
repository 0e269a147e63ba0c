import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiRequest, apiRequest, expectProblem, named } from "@/e2e/support/api-requests";
import { newMessageSid, receipt } from "@/e2e/support/receipts";
import { type SendingApp, sendingApp, uniqueId } from "@/e2e/support/sending-app";
import { closeDb } from "@/lib/db";
import { storeBatch } from "@/lib/ingest/store-callbacks";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import * as health from "../health/route";
import * as message from "./messages/[id]/route";
import * as messages from "./messages/route";
import * as events from "./verifications/[id]/events/route";
import * as verification from "./verifications/[id]/route";

let app: SendingApp;
beforeAll(async () => {
  app = await sendingApp();
});
afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

const TO = "+14155550142";
const request = (method: string, init: ApiRequest = {}) => apiRequest(method, { key: app.apiKey.key, ...init });
const none = { params: Promise.resolve({}) };
const post = (init: ApiRequest) => messages.POST(request("POST", init), none);
const registration = (more: object = {}) => ({ connection: app.connection.key, to: TO, ...more });

describe("who may call", () => {
  it("needs a key that exists, with the scope of the call", async () => {
    const missing = await post({ body: registration(), key: null });
    expect(missing.headers.get("www-authenticate")).toBe("Bearer");
    await expectProblem(missing, 401, "unauthenticated");
    await expectProblem(await post({ body: registration(), key: "otpdesk_wrong" }), 401, "unauthenticated");
    const reader = await sendingApp(["messages:read"]);
    const refused = await post({ body: registration(), key: reader.apiKey.key });
    expect(await expectProblem(refused, 403, "forbidden")).toMatchObject({
      detail: expect.stringContaining("messages:write"),
    });
    await expectProblem(
      await events.POST(request("POST", { body: {}, key: reader.apiKey.key }), named("v")),
      403,
      "forbidden",
    );
    await expectProblem(
      await verification.GET(request("GET", { key: reader.apiKey.key }), named("v")),
      403,
      "forbidden",
    );
  });
});

describe("what may be sent", () => {
  it("is JSON in UTF-8 up to a mebibyte", async () => {
    await expectProblem(await post({ raw: "{" }), 400, "bad_request");
    await expectProblem(await post({ raw: "" }), 400, "bad_request");
    await expectProblem(await post({ raw: Buffer.from([0x22, 0xff, 0x22]) }), 400, "bad_request");
    await expectProblem(await post({ raw: JSON.stringify("x".repeat(1024 * 1024)) }), 413, "too_large");
    const unannounced = new ReadableStream({
      pull(stream) {
        stream.enqueue(new Uint8Array(1024 * 1024 + 1));
        stream.close();
      },
    });
    const streamed = new Request("http://desk.example/", {
      method: "POST",
      body: unannounced,
      headers: { authorization: `Bearer ${app.apiKey.key}` },
      duplex: "half",
    } as RequestInit);
    await expectProblem(await messages.POST(streamed, none), 413, "too_large");
  });

  it("names every field that is wrong, and none of their values", async () => {
    const body = {
      ...registration(),
      to: 4155550142,
      channel: "pigeon",
      text: "Your code is 123456",
      metadata: { "+14155550142": "x" },
    };
    const problem = await expectProblem(await post({ body }), 422, "invalid_input");
    expect(Object.keys(problem.fields as object).sort()).toEqual([
      "channel",
      expect.stringMatching(/^metadata/),
      "text",
      "to",
    ]);
    expect(JSON.stringify(problem)).not.toMatch(/4155550142|123456/);
  });

  it.each([
    [{ userRef: "a\u0000b" }, "userRef"],
    [{ messageId: "" }, "messageId"],
    [{ metadata: { a: { b: "c" } } }, "metadata.a"],
    [{ sentAt: "yesterday" }, "sentAt"],
    [{ action: { type: "t", id: "1", url: "javascript:alert(1)" } }, "action.url"],
  ])("%o is refused", async (more, field) => {
    const problem = await expectProblem(await post({ body: registration(more) }), 422, "invalid_input");
    expect(Object.keys(problem.fields as object)).toEqual([field]);
  });
});

describe("registering", () => {
  it("answers 201 first, 200 with the same answer after, and 409 for a different body", async () => {
    const messageId = uniqueId("m");
    const body = registration({ messageId });
    const first = await post({ body });
    expect([first.status, first.headers.get("cache-control")]).toEqual([201, "no-store"]);
    const answer = await first.json();
    expect(answer).toEqual({ id: expect.any(String), messageId, registeredAt: expect.any(String) });
    const again = await post({ body });
    expect([again.status, await again.json()]).toEqual([200, answer]);
    await expectProblem(await post({ body: { ...body, useCase: "x" } }), 409, "conflict");
  });

  it("is idempotent by the header alone", async () => {
    const headers = { "idempotency-key": uniqueId("key") };
    const [first, again] = [
      await post({ body: registration(), headers }),
      await post({ body: registration(), headers }),
    ];
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(await again.json()).toEqual(await first.json());
    await expectProblem(
      await post({ body: registration(), headers: { "idempotency-key": " " } }),
      422,
      "invalid_input",
    );
  });

  it("answers another body under a key 409 as a whole, also a single object in place of its list of one", async () => {
    const headers = { "idempotency-key": uniqueId("key") };
    const list = [registration(), registration({ nonsense: 1 })];
    expect((await post({ body: list, headers })).status).toBe(207);
    expect((await post({ body: list, headers })).status).toBe(207);
    await expectProblem(await post({ body: [registration(), registration()], headers }), 409, "conflict");
    await expectProblem(await post({ body: [registration()], headers }), 409, "conflict");
    await expectProblem(await post({ body: registration(), headers }), 409, "conflict");
  });

  it("answers a list item by item, in order", async () => {
    const messageId = uniqueId("m");
    const response = await post({
      body: [registration({ messageId }), registration({ nonsense: 1 }), registration({ messageId })],
    });
    expect(response.status).toBe(207);
    const items = await response.json();
    expect(items).toMatchObject([
      { status: 201, body: { messageId } },
      { status: 422, body: { code: "invalid_input", fields: { nonsense: expect.any(String) } } },
      { status: 200, body: { messageId } },
    ]);
    await expectProblem(await post({ body: [] }), 422, "invalid_input");
    await expectProblem(await post({ body: Array.from({ length: 501 }, () => registration()) }), 422, "invalid_input");
  });

  it("takes the longest list", async () => {
    const body = Array.from({ length: 500 }, () =>
      registration({ messageId: uniqueId("m"), verificationId: uniqueId("v") }),
    );
    const response = await post({ body });
    const items: { status: number }[] = await response.json();
    expect(items.filter(({ status }) => status === 201)).toHaveLength(500);
  });
});

describe("asking", () => {
  it("for a message gives its status and what to do, by our id and the app's", async () => {
    const [messageId, sid, verificationId] = [uniqueId("m"), newMessageSid(), uniqueId("v")];
    const registered = await (await post({ body: registration({ messageId, verificationId }) })).json();
    const patch = await message.PATCH(
      request("PATCH", { body: { providerMessageId: sid } }),
      named(`app:${messageId}`),
    );
    expect([patch.status, await patch.json()]).toEqual([200, { id: registered.id, messageId, providerMessageId: sid }]);
    const failure = { providerMessageId: sid, rawStatus: "undelivered", errorCode: "30003", recipient: TO };
    await storeBatch([receipt(app.connection, failure, new Date())]);

    for (const id of [registered.id, `app:${messageId}`]) {
      const response = await message.GET(request("GET", { query: "?locale=hi-IN" }), named(id));
      expect(response.headers.get("content-language")).toBe("hi");
      expect(await response.json()).toMatchObject({
        id: registered.id,
        messageId,
        verificationId,
        status: "undelivered",
        isFinal: true,
        failureCategory: "handset_unreachable",
        errorCode: "30003",
        advice: {
          action: "resend",
          reason: "delivery_failed",
          afterSeconds: expect.any(Number),
          channels: ["sms"],
          say: expect.stringMatching(/^कृपया .+।$/),
        },
      });
    }
    await expectProblem(await message.GET(request("GET"), named(sid)), 404, "not_found");
    await expectProblem(
      await message.GET(request("GET", { query: "?locale=x_%20y" }), named(registered.id)),
      422,
      "invalid_input",
    );
    await expectProblem(
      await message.PATCH(request("PATCH", { body: {} }), named(registered.id)),
      422,
      "invalid_input",
    );
    await expectProblem(
      await message.PATCH(request("PATCH", { body: { userRef: "u" } }), named("app:never")),
      404,
      "not_found",
    );
  });

  it("for a verification gives its state, its messages and one advice", async () => {
    const verificationId = uniqueId("v");
    const at = new Date().toISOString();
    await post({ body: registration({ verificationId }) });
    const answer = await events.POST(
      request("POST", { body: { eventId: "1", type: "verified", at } }),
      named(verificationId),
    );
    expect([answer.status, await answer.json()]).toEqual([
      201,
      { verificationId, id: expect.any(String), eventId: "1" },
    ]);
    const list = await events.POST(
      request("POST", {
        body: [
          { eventId: "1", type: "verified", at },
          { eventId: "2", type: "danced", at },
        ],
      }),
      named(verificationId),
    );
    expect(await list.json()).toMatchObject([
      { status: 200 },
      { status: 422, body: { fields: { type: expect.any(String) } } },
    ]);
    const status = await verification.GET(request("GET"), named(verificationId));
    expect(await status.json()).toMatchObject({
      verificationId,
      state: "verified",
      verifiedAt: at,
      messages: [{ channel: "sms", status: "unknown" }],
      advice: { action: "done" },
    });
    await expectProblem(await verification.GET(request("GET"), named(uniqueId("v"))), 404, "not_found");
  });
});

it("health answers 200 while the database does", async () => {
  const response = await health.GET();
  expect([response.status, await response.json()]).toEqual([
    200,
    {
      status: "ok",
      checks: {
        database: { status: "ok" },
        keys: { status: "ok" },
        connections: { status: "ok" },
        ingest: { status: "ok", waiting: 0 },
      },
    },
  ]);
});
