import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { addPolled, type PolledConnection, sendOver } from "@/e2e/support/polled-connection";
import { ProviderServer } from "@/e2e/support/provider-server";
import { db } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { checkDrift } from "@/lib/ledger/check-drift";
import { plivo } from "@/lib/providers/plivo/plivo";
import { publicUrl } from "@/lib/public-url";
import { reconcileNow } from "@/lib/reconcile/reconcile-now";
import { forgetProcessWide } from "@/lib/runtime";
import { receiveCallback } from "../receive-callback";
import { flushTallies } from "../tallies";

vi.mock("@/lib/http/send-request", async (original) => {
  const client = await original<typeof import("@/lib/http/send-request")>();
  const lead = (...given: Parameters<typeof client.sendRequest>) => server.lead(client.sendRequest)(...given);
  return { ...client, sendRequest: lead };
});

inOwnDatabase();
const server = new ProviderServer();
beforeAll(async () => {
  provideEnv({ OUTGOING_PRIVATE_RANGES: "127.0.0.0/8", PUBLIC_URL: "http://callbacks.otpdesk.test" });
  await server.start();
});
beforeEach(() => {
  server.forget();
  forgetProcessWide("hints");
});
afterAll(async () => {
  await server.stop();
  provideEnv({ OUTGOING_PRIVATE_RANGES: "", PUBLIC_URL: "" });
});

const tracked = (status: string) => (path: string) => ({
  body: { smsId: path.split("/").at(-1), status, isFinalStatus: status !== "sent" },
});
const connect = (more = {}) => addPolled("otpiq", { apiKey: "k" }, { confirmByPoll: true, ...more });

async function send(connection: PolledConnection, body: unknown, headers: Record<string, string> = {}) {
  const raw = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const target = `/api/webhooks/${connection.provider}/${connection.key}`;
  const request = { method: "POST", target, headers: { "content-type": "application/json", ...headers }, body: raw };
  return receiveCallback({ ...request, address: "203.0.113.7", receivedAt: new Date() });
}
const report = (smsId: string, status = "delivered") => ({ smsId, status, isFinal: true, channel: "sms" });
const eventsOf = (messageId: string) =>
  db().messageEvent.findMany({ where: { messageId }, orderBy: { receivedAt: "asc" } });

/** Rows that callbacks write, of one connection. */
async function rowsOf({ id }: PolledConnection) {
  const messages = await db().message.findMany({ where: { connectionId: id } });
  const messageId = { in: messages.map((message) => message.id) };
  const counts = [
    db().messageEvent.count({ where: { messageId } }),
    db().eventPayload.count({ where: { messageId } }),
    db().reviewItem.count({ where: { connectionId: id } }),
    db().messageRef.count({ where: { namespace: `provider:${id}` } }),
  ];
  return [messages.length, ...(await Promise.all(counts))];
}

describe("a callback that proves nothing", () => {
  it("has the provider asked, whose answer is stored and not the callback", async () => {
    const connection = await connect();
    const [message] = await sendOver(connection, 1, 3);
    server.answer = tracked("failed");
    const { status } = await send(connection, report(message?.ref ?? "", "delivered"));
    expect(status).toBe(200);
    expect(server.asked.map(({ path }) => path)).toEqual([`/api/sms/track/${message?.ref}`]);
    expect(await eventsOf(message?.id ?? "")).toMatchObject([{ status: "failed", source: "poll" }]);
    expect(await checkDrift({ connectionId: connection.id })).toMatchObject({ drifts: [] });
  });

  it.each([
    ["an id that nobody registered", () => randomUUID()],
    ["a number", () => "447700900123"],
    ["a way out", () => "../../v2/admin"],
  ])("about %s is asked about nowhere, and leaves no trace", async (_, id) => {
    const connection = await connect();
    await sendOver(connection, 1, 3);
    const before = await rowsOf(connection);
    expect((await send(connection, report(id()))).status).toBe(200);
    expect(server.asked).toEqual([]);
    expect(await rowsOf(connection)).toEqual(before);
  });

  it("about another connection's message, or one whose end is known, asks nothing", async () => {
    const [connection, other] = [await connect(), await connect()];
    const [theirs] = await sendOver(other, 1, 3);
    const [ours] = await sendOver(connection, 1, 3);
    server.answer = tracked("delivered");
    expect((await send(connection, report(theirs?.ref ?? ""))).status).toBe(200);
    expect(server.asked).toEqual([]);
    for (const status of ["delivered", "failed", "sent"]) await send(connection, report(ours?.ref ?? "", status));
    expect(server.asked).toHaveLength(1);
    expect(await eventsOf(ours?.id ?? "")).toMatchObject([{ status: "delivered" }]);
  });

  it("is to come again where the provider cannot be asked, and is answered by what it says then", async () => {
    const connection = await connect();
    const [message] = await sendOver(connection, 1, 3);
    server.answer = () => ({ status: 429, headers: { "retry-after": "30" } });
    const away = await send(connection, report(message?.ref ?? ""));
    expect(away).toMatchObject({ status: 503, headers: { "retry-after": "30" } });
    // It is not asked again before the time that it named, whatever comes.
    expect((await send(connection, report(message?.ref ?? ""))).status).toBe(503);
    expect(server.asked).toHaveLength(1);
    expect(await eventsOf(message?.id ?? "")).toEqual([]);
    await db().connectionPoll.updateMany({
      where: { connectionId: connection.id },
      data: { pausedUntil: new Date(0) },
    });
    server.answer = tracked("delivered");
    expect((await send(connection, report(message?.ref ?? ""))).status).toBe(200);
    expect(await eventsOf(message?.id ?? "")).toMatchObject([{ status: "delivered", source: "poll" }]);
  });

  it("is answered before the provider of callbacks stops waiting", async () => {
    const connection = await addPolled("plivo", { authToken: "t", authId: "MA1" }, { confirmByPoll: true });
    const [message] = await sendOver(connection, 1, 3);
    server.answer = () => ({ afterMs: 20_000 });
    const began = Date.now();
    const body = new URLSearchParams({ MessageUUID: message?.ref ?? "", Status: "delivered" }).toString();
    const { status } = await send(connection, body, { "content-type": "application/x-www-form-urlencoded" });
    expect(status).toBe(503);
    expect(Date.now() - began).toBeLessThan(5_000);
  });

  it("about a message that the provider does not know is answered, and stays no failure", async () => {
    const connection = await connect();
    const [message] = await sendOver(connection, 1, 3);
    expect((await send(connection, report(message?.ref ?? ""))).status).toBe(200);
    expect(await eventsOf(message?.id ?? "")).toEqual([]);
    expect(await db().messagePoll.findFirst({ where: { messageId: message?.id } })).toMatchObject({ isUnknown: true });
  });

  it("that is no report cannot be confirmed: it is refused, and counted", async () => {
    const connection = await connect();
    for (const body of ["{}", "{", '{"smsId":"a"}', '{"status":"delivered"}']) {
      expect((await send(connection, body)).status).toBe(401);
    }
    await flushTallies();
    expect(await db().refusedCallback.count({ where: { connectionId: connection.id } })).toBe(4);
    expect(await rowsOf(connection)).toEqual([0, 0, 0, 0, 0]);
  });

  it("in a flood of them costs a bounded number of questions", async () => {
    const connection = await connect();
    const messages = await sendOver(connection, 60, 3);
    server.answer = tracked("sent");
    const began = Date.now();
    const answers = await Promise.all(messages.map(({ ref }) => send(connection, report(ref))));
    for (const { ref } of messages)
      answers.push(...(await Promise.all([ref, ref].map((id) => send(connection, report(id))))));
    expect(server.asked.length).toBeGreaterThan(5);
    // A burst, and then what grows again while it lasts.
    expect(server.asked.length).toBeLessThan(22 + ((Date.now() - began) / 1_000) * 5);
    expect(new Set(server.asked.map(({ path }) => path)).size).toBe(server.asked.length);
    for (const { status } of answers) expect([200, 503]).toContain(status);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(server.asked.length);
    expect(await checkDrift({ connectionId: connection.id })).toMatchObject({ drifts: [] });
  });

  it("does not keep the message from being asked about at its own times", async () => {
    const connection = await connect();
    const [message] = await sendOver(connection, 1, 50);
    server.answer = tracked("sent");
    await send(connection, report(message?.ref ?? "", "sent"));
    server.answer = tracked("delivered");
    await reconcileNow({ connection: connection.key, clock: () => new Date(Date.now() + 90_000) });
    expect(await eventsOf(message?.id ?? "")).toMatchObject([{ status: "sent" }, { status: "delivered" }]);
  });
});

describe("what is believed without asking", () => {
  it("is a callback that its secret proves; one with a wrong secret is refused", async () => {
    const secrets = { apiKey: "k", webhookSecret: "w" };
    const connection = await addPolled("otpiq", secrets, { confirmByPoll: true });
    const [one, two] = await sendOver(connection, 2, 3);
    server.answer = tracked("failed");
    expect((await send(connection, report(one?.ref ?? ""), { "x-otpiq-webhook-secret": "w" })).status).toBe(200);
    expect((await send(connection, report(two?.ref ?? ""), { "x-otpiq-webhook-secret": "x" })).status).toBe(401);
    expect(server.asked).toEqual([]);
    expect(await eventsOf(one?.id ?? "")).toMatchObject([{ status: "delivered", source: "webhook" }]);
    expect((await send(connection, report(two?.ref ?? ""))).status).toBe(200);
    expect(await eventsOf(two?.id ?? "")).toMatchObject([{ status: "failed", source: "poll" }]);
  });

  it("is no signature that covers the address alone", async () => {
    const secrets = { authToken: "MjlmNGUwYjM5MTdhNDU2NmFiOWQxYzM3", authId: "MA1" };
    const connection = await addPolled("plivo", secrets, { confirmByPoll: true });
    const messages = await sendOver(connection, 2, 3);
    server.answer = (path) => ({ body: { message_uuid: path.split("/").at(-2), message_state: "failed" } });
    for (const [index, signature] of (["any", "v3"] as const).entries()) {
      const url = `${publicUrl()}/api/webhooks/plivo/${connection.key}`;
      const ref = messages[index]?.ref ?? "";
      const example = { kind: "report", url, at: new Date(), providerMessageId: ref, rawStatus: "delivered" } as const;
      const signed = (plivo.configure?.({ signature }) ?? plivo).sign(example, secrets);
      expect((await send(connection, signed.body.toString(), signed.headers)).status).toBe(200);
    }
    expect(await eventsOf(messages[0]?.id ?? "")).toMatchObject([{ status: "failed", source: "poll" }]);
    expect(await eventsOf(messages[1]?.id ?? "")).toMatchObject([{ status: "delivered", source: "webhook" }]);
    expect(server.asked).toHaveLength(1);
  });

  it("is anything where nobody switched it on, as before", async () => {
    const connection = await addPolled("otpiq", { apiKey: "k" });
    const [message] = await sendOver(connection, 1, 3);
    await send(connection, report(message?.ref ?? ""));
    expect(server.asked).toEqual([]);
    expect(await eventsOf(message?.id ?? "")).toMatchObject([{ source: "webhook" }]);
  });

  it("can only be switched on where the provider can be asked", async () => {
    const on = { confirmByPoll: true };
    await expect(addPolled("msg91", {}, on)).rejects.toThrow("MSG91 cannot be asked about a message");
    await expect(addPolled("otpiq", { webhookSecret: "w" }, on)).rejects.toThrow("cannot be asked yet");
    await expect(addPolled("startmessaging", { apiKey: "k" }, on)).rejects.toThrow("sends no callbacks");
  });
});
