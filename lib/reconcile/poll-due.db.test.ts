import { beforeEach, describe, expect, it, vi } from "vitest";
import { askOnLoopback, eventsOf, messageOf, said, server } from "@/e2e/support/asked-provider";
import { addPolled, type PolledConnection, sendOver } from "@/e2e/support/polled-connection";
import type { ProviderServer } from "@/e2e/support/provider-server";
import { callBack } from "@/lib/connections/fixtures/live-connection";
import { db } from "@/lib/db";
import { noteMissingReceipts } from "@/lib/deadlines/note-missing-receipts";
import { timeline } from "@/lib/delivery/story/timeline";
import { flushTallies } from "@/lib/ingest/tallies";
import { checkDrift } from "@/lib/ledger/check-drift";
import { openBody } from "@/lib/ledger/messages/seal-body";
import { meters } from "@/lib/meters";
import { listLookups } from "@/lib/providers/fixtures/list-fixtures";
import { normalise } from "@/lib/providers/kit/normalise";
import { getStory } from "@/lib/stories/get-story";
import { readNotFound, readPolling } from "./read-polling";
import { reconcileNow } from "./reconcile-now";

const provider = vi.hoisted(() => ({ logged: [] as string[] }));
vi.mock("@/lib/http/send-request", async (original) => {
  const client = await original<typeof import("@/lib/http/send-request")>();
  return {
    ...client,
    sendRequest: (...given: Parameters<typeof client.sendRequest>) => server.lead(client.sendRequest)(...given),
  };
});
vi.mock("@/lib/log", async () => {
  const write = (...given: unknown[]) => void provider.logged.push(JSON.stringify(given));
  return { log: () => ({ debug: write, info: write, warn: write, error: write }) };
});

askOnLoopback();
beforeEach(() => {
  provider.logged.length = 0;
});

const SECRET = "sm_live_neverlogged";

async function asked(connection: PolledConnection, seconds = 0) {
  const clock = () => new Date(Date.now() + seconds * 1_000);
  const [done] = await reconcileNow({ connection: connection.key, clock });
  return done;
}

describe("a message of a provider without callbacks", () => {
  it("is asked about within seconds, and its end is stored as from polling", async () => {
    const connection = await addPolled("startmessaging", { apiKey: SECRET });
    const [message] = await sendOver(connection, 1, 6);
    server.answer = said("delivered", { deliveredAt: new Date().toISOString() });
    expect(await asked(connection)).toMatchObject({ news: 1, known: 0, not_found: 0, failed: 0, left: 0 });
    expect(server.asked).toHaveLength(1);
    expect(server.asked[0]).toMatchObject({ path: `/messages/${message?.ref}`, headers: { "x-api-key": SECRET } });
    expect(await messageOf(message?.id ?? "")).toMatchObject({
      status: "delivered",
      isFinal: true,
      origin: "registration",
    });
    const events = await eventsOf(message?.id ?? "");
    expect(events).toMatchObject([{ status: "delivered", source: "poll", duplicateCount: 0, differs: false }]);
    const story = await getStory(message?.id ?? "", new Date());
    const marks = timeline(story?.story.messages[0]?.events ?? []).flatMap((entry) => entry.marks);
    expect(marks).toContainEqual({ kind: "polled" });
    expect(await checkDrift({ connectionId: connection.id })).toMatchObject({ drifts: [] });
    // It is no callback, and is counted as none.
    await flushTallies();
    expect(await db().callbackRollup.count({ where: { connectionId: connection.id } })).toBe(0);
  });

  it("is asked about again at its times, each answer that says the same changing nothing, until it has an end", async () => {
    const connection = await addPolled();
    const [message] = await sendOver(connection, 1, 6);
    const { version } = await messageOf(message?.id ?? "");
    server.answer = said("sent");
    expect(await asked(connection)).toMatchObject({ news: 1 });
    const after = await messageOf(message?.id ?? "");
    expect(after.version).toBeGreaterThan(version);
    expect(await asked(connection, 1)).toMatchObject({ news: 0, known: 0 });
    expect(await asked(connection, 60)).toMatchObject({ news: 0, known: 1 });
    expect(await messageOf(message?.id ?? "")).toEqual(after);
    expect(await eventsOf(message?.id ?? "")).toHaveLength(1);
    server.answer = said("failed", { error: "Blocked for 447700900123, code 482913" });
    expect(await asked(connection, 200)).toMatchObject({ news: 1 });
    expect(await messageOf(message?.id ?? "")).toMatchObject({ status: "failed", isFinal: true });
    expect(await asked(connection, 400)).toMatchObject({ news: 0, known: 0 });
    expect(server.asked).toHaveLength(3);
    expect(await db().messagePoll.count({ where: { connectionId: connection.id } })).toBe(0);
    expect(await checkDrift({ connectionId: connection.id })).toMatchObject({ drifts: [] });
  });

  it.each(["before", "after"])(
    "has one end, whether the callback of the same fact came %s the answer",
    async (order) => {
      const connection = await addPolled("otpiq", { apiKey: "k", webhookSecret: "w" });
      const [message] = await sendOver(connection, 1, 70);
      const smsId = message?.ref ?? "";
      server.answer = () => ({ body: { smsId, status: "delivered", isFinalStatus: true, lastChannel: "sms" } });
      const push = () =>
        callBack(
          { ...connection, secrets: { webhookSecret: "w" } },
          { providerMessageId: smsId, rawStatus: "delivered" },
        );
      const ask = () => reconcileNow({ connection: connection.key, since: new Date(Date.now() - 3_600_000) });
      const steps = [push, ask];
      for (const step of order === "before" ? steps : steps.reverse()) await step();
      const events = await eventsOf(message?.id ?? "");
      expect(events.map(({ source }) => source)).toEqual(order === "before" ? ["webhook"] : ["poll", "webhook"]);
      for (const event of events)
        expect(event).toMatchObject({ status: "delivered", duplicateCount: 0, differs: false });
      expect(await messageOf(message?.id ?? "")).toMatchObject({ status: "delivered", conflicting: false });
      expect(await db().reviewItem.count({ where: { connectionId: connection.id } })).toBe(0);
      expect(await checkDrift({ connectionId: connection.id })).toMatchObject({ drifts: [] });
    },
  );

  it("is kept without text, code and number", async () => {
    const connection = await addPolled();
    const [message] = await sendOver(connection, 1, 6);
    server.answer = said("failed", { error: "Blocked for 447700900123, code 482913" });
    await asked(connection);
    const [payload] = await db().eventPayload.findMany({ where: { messageId: message?.id } });
    const kept = openBody(payload?.ciphertext ?? Buffer.alloc(0), payload?.cryptoId ?? "").body.toString();
    expect(JSON.parse(kept)).toMatchObject({ data: { messageId: message?.ref, status: "failed" } });
    const [event] = await eventsOf(message?.id ?? "");
    for (const text of [kept, event?.rawReason ?? ""]) expect(text).not.toMatch(/482913|Your code|7700900123/);
  });

  it("is asked about once more at its deadline, whether or not our clock has given it up by then", async () => {
    const connection = await addPolled("startmessaging", { apiKey: SECRET }, { receiptDeadlineSeconds: 30 });
    const [message] = await sendOver(connection, 1, 21);
    server.answer = said("sent");
    await asked(connection);
    await noteMissingReceipts(new Date(Date.now() + 15_000));
    expect(await messageOf(message?.id ?? "")).toMatchObject({ status: "unknown", awaitsReceipt: false });
    server.answer = said("delivered");
    expect(await asked(connection, 15)).toMatchObject({ news: 1 });
    expect(await messageOf(message?.id ?? "")).toMatchObject({ status: "delivered", isFinal: true });
    expect(await checkDrift({ connectionId: connection.id })).toMatchObject({ drifts: [] });
  });

  it("that the provider does not know is noted, is no failure, and is asked about again", async () => {
    const connection = await addPolled();
    const [message] = await sendOver(connection, 1, 6);
    expect(await asked(connection)).toMatchObject({ not_found: 1, failed: 0 });
    expect(await eventsOf(message?.id ?? "")).toEqual([]);
    expect(await readNotFound(message?.id ?? "")).toMatchObject({ asked: 1 });
    expect(await readPolling(connection.id, new Date())).toMatchObject({ not_found: 1, failed: 0, problem: null });
    server.answer = said("delivered");
    expect(await asked(connection, 60)).toMatchObject({ news: 1 });
    expect(await readNotFound(message?.id ?? "")).toBeNull();
  });

  it("that nobody registered, or whose id is not told yet, is not asked about", async () => {
    const connection = await addPolled("otpiq", { apiKey: "k" });
    await db().message.count();
    const other = await addPolled();
    const [message] = await sendOver(other, 1, 6);
    await db().message.updateMany({ where: { id: message?.id ?? "" }, data: { registeredAt: null } });
    await asked(other);
    await asked(connection);
    expect(server.asked).toEqual([]);
  });
});

describe("a provider with callbacks", () => {
  it("is asked once a receipt is overdue, and not about what has one", async () => {
    const connection = await addPolled("otpiq", { apiKey: "k" });
    await sendOver(connection, 2, 40);
    server.answer = (path) => ({ body: { smsId: path.split("/").at(-1), status: "delivered", isFinalStatus: true } });
    await asked(connection);
    expect(server.asked).toEqual([]);
    expect(await asked(connection, 25)).toMatchObject({ news: 2 });
    await asked(connection, 400);
    expect(server.asked).toHaveLength(2);
  });
});

describe("a provider that does not answer as it should", () => {
  const failing = async (answer: ProviderServer["answer"], count = 3) => {
    const connection = await addPolled("startmessaging", { apiKey: SECRET });
    const messages = await sendOver(connection, count, 6);
    server.answer = answer;
    const before = Date.now();
    const done = await asked(connection);
    const polling = await readPolling(connection.id, new Date());
    const pausedSeconds = polling.pausedUntil ? (polling.pausedUntil.getTime() - before) / 1_000 : 0;
    return { connection, messages, done, polling, pausedSeconds };
  };

  it("is left alone for as long as it asks for, and then asked about the same messages", async () => {
    const { connection, done, polling, pausedSeconds } = await failing(
      () => ({ status: 429, headers: { "retry-after": "120" } }),
      8,
    );
    expect(polling.problem).toMatchObject({ what: "rate_limited", isOngoing: true });
    expect(pausedSeconds).toBeGreaterThanOrEqual(119);
    expect(pausedSeconds).toBeLessThan(130);
    // Those under way, and no more.
    expect(server.asked.length).toBeLessThanOrEqual(5);
    expect(done).toMatchObject({ failed: server.asked.length, left: 8 });
    const before = server.asked.length;
    expect(await asked(connection, 60)).toMatchObject({ failed: 0 });
    expect(server.asked).toHaveLength(before);
    server.answer = said("delivered");
    expect(await asked(connection, 130)).toMatchObject({ news: 8 });
    expect(await readPolling(connection.id, new Date())).toMatchObject({ problem: { isOngoing: false } });
  });

  it.each([
    ["refuses the key", () => ({ status: 401 }), "unauthorised", 900],
    ["is broken", () => ({ status: 503 }), "provider_fault", 10],
    ["answers something else", () => ({ body: "<html>no</html>" }), "not_understood", 2],
    [
      "answers of another message",
      () => ({ body: { data: { messageId: "other", status: "delivered" } } }),
      "not_understood",
      2,
    ],
    ["answers without end", () => ({ body: Buffer.alloc(200_000, "x") }), "too_large", 2],
    ["leads elsewhere", () => ({ status: 302, headers: { location: "http://127.0.0.1:9/" } }), "unexpected_status", 2],
  ] as const)("that %s is noted with its reason, and nothing is stored", async (_, answer, what, seconds) => {
    const { messages, polling, pausedSeconds } = await failing(answer as ProviderServer["answer"]);
    expect(polling).toMatchObject({ news: 0, failed: 3, problem: { what, isOngoing: true } });
    // Several that failed at once are one in the row.
    expect(pausedSeconds).toBeGreaterThan(seconds - 1);
    expect(pausedSeconds).toBeLessThan(seconds + 5);
    for (const { id } of messages) expect(await eventsOf(id)).toEqual([]);
    expect(provider.logged.join()).toContain(what);
    expect(provider.logged.join()).not.toContain(SECRET);
  });

  it("waits ever longer between failures, and tells what it counted to the metrics", async () => {
    const connection = await addPolled();
    await sendOver(connection, 1, 6);
    server.answer = () => ({ status: 500 });
    const pauses: number[] = [];
    for (let seconds = 0; pauses.length < 4; ) {
      await asked(connection, seconds);
      const { pausedUntil } = await readPolling(connection.id, new Date(0));
      const until = ((pausedUntil?.getTime() ?? 0) - Date.now()) / 1_000;
      pauses.push(Math.round((until - seconds) / 5) * 5);
      seconds = Math.ceil(until) + 1;
    }
    expect(pauses).toEqual([10, 20, 40, 80]);
    const { values } = await meters().polls.get();
    expect(
      values.find(({ labels }) => labels.provider === "startmessaging" && labels.outcome === "failed")?.value,
    ).toBeGreaterThan(3);
  });
});

describe("every status of every provider that can be asked", () => {
  it.each(
    listLookups().flatMap((row) => row.lookups.map((one) => [`${row.provider.id}: ${one.name}`, row, one] as const)),
  )("%s is stored as it says", async (_name, { provider: adapter, fixture, lookup }, { answer }) => {
    const shape = (adapter.secrets as unknown as { shape: Record<string, unknown> }).shape;
    const extra: Record<string, string> = { accountSid: `AC${"0".repeat(32)}`, region: "eu" };
    const all = Object.keys(shape).map((name) => [name, fixture.secrets[name] ?? extra[name] ?? "asked-with-this"]);
    const connection = await addPolled(adapter.id, Object.fromEntries(all));
    const [message] = await sendOver(connection, 1, 70);
    const text = JSON.stringify(answer);
    const [documented] = lookup.parse({ status: 200, body: text });
    server.answer = () => ({ body: text.replaceAll(documented?.providerMessageId ?? "", message?.ref ?? "") });
    expect(await asked(connection)).toMatchObject({ news: 1 });
    const read = normalise(adapter, documented ?? { rawStatus: "" });
    const { status, isFinal, failureCategory } = read;
    expect(await messageOf(message?.id ?? "")).toMatchObject({ status, isFinal, failureCategory });
    expect(await eventsOf(message?.id ?? "")).toMatchObject([{ status, isFinal, source: "poll" }]);
  });
});
