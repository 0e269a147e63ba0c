import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newMessageSid } from "@/e2e/support/receipts";
import { fictionalNumber, type SendingApp, sendingApp, uniqueId } from "@/e2e/support/sending-app";
import { closeDb, db } from "@/lib/db";
import { findMessage } from "@/lib/messages/find-message";
import type { Outcome } from "./outcome";
import { registerMessages } from "./register-message";
import { type RegisteredMessage, RegisterMessageInput } from "./registration";

let app: SendingApp;
beforeAll(async () => {
  app = await sendingApp();
});
afterAll(closeDb);

type Body = Partial<Record<keyof RegisterMessageInput, unknown>>;

const now = new Date();
const register = (bodies: Body[], idempotencyKey?: string, at = now) =>
  registerMessages(
    app.apiKey,
    bodies.map((body) =>
      RegisterMessageInput.parse({ connection: app.connection.key, to: fictionalNumber(), ...body }),
    ),
    () => at,
    idempotencyKey,
  );
const registerOne = async (body: Body, idempotencyKey?: string) => {
  const [outcome] = await register([body], idempotencyKey);
  return outcome as Outcome<RegisteredMessage>;
};
const idOf = (outcome: Outcome<RegisteredMessage>) =>
  outcome.ok ? outcome.value.id : `refused: ${outcome.error.message}`;
const rowOf = (id: string) => db().message.findUniqueOrThrow({ where: { id } });

describe("a first registration", () => {
  it("stores what the app said and keeps the number hashed, sealed and masked", async () => {
    const to = "+44 7700 900123";
    const messageId = uniqueId("m");
    const outcome = await registerOne({
      to,
      messageId,
      channel: "whatsapp",
      sender: "ACME",
      templateKey: "login-v2",
      useCase: "login",
      userRef: "user-7",
      action: { type: "login", id: "session-1", url: "https://shop.example/s/1" },
      metadata: { tier: "gold" },
      sentAt: now.toISOString(),
    });
    expect(outcome).toMatchObject({ ok: true, created: true, value: { messageId } });
    const row = await rowOf(idOf(outcome));
    expect(row).toMatchObject({
      origin: "registration",
      registeredAt: now,
      channel: "whatsapp",
      senderIdentity: "ACME",
      templateKey: "login-v2",
      userRef: "user-7",
      actionUrl: "https://shop.example/s/1",
      metadata: { tier: "gold" },
      destinationCountry: "GB",
      status: "unknown",
      deadlineAt: new Date(now.getTime() + 300_000),
    });
    expect(JSON.stringify(row)).not.toMatch(/7700.?900.?123/);
    expect(row.recipientMasked).toMatch(/^\+44 .*23$/);
  });

  it.each(["messageId", "providerMessageId", "userRef", "campaign", "templateKey", "sender"] as const)(
    "is refused when %s holds the recipient's number",
    async (field) => {
      const outcome = await registerOne({ to: "+14155550142", [field]: "x-(415) 555-0142" });
      expect(outcome).toMatchObject({
        ok: false,
        error: { code: "invalid_input", fields: { [field]: expect.any(String) } },
      });
    },
  );

  it("names nested fields that hold the number, and never repeats it", async () => {
    const to = "+14155550142";
    const outcome = await registerOne({
      to,
      action: { type: "login", id: "1", url: "https://shop.example/?phone=%2B14155550142" },
      metadata: { a: "ok", b: "14155550142", "4155550142": "c" },
    });
    expect(outcome).toMatchObject({
      ok: false,
      error: {
        fields: { "action.url": expect.any(String), "metadata.b": expect.any(String), metadata: expect.any(String) },
      },
    });
    expect(JSON.stringify(outcome)).not.toContain("4155550142");
    expect(await registerOne({ to }, "key-14155550142")).toMatchObject({
      ok: false,
      error: { fields: { "Idempotency-Key": expect.any(String) } },
    });
  });

  it("is refused with the field named: unknown connection, unreadable number, a time out of bounds", async () => {
    expect(await registerOne({ connection: "nope" })).toMatchObject({
      error: { fields: { connection: expect.any(String) } },
    });
    expect(await registerOne({ to: "07700 900123" })).toMatchObject({
      error: { fields: { to: expect.stringContaining("country code") } },
    });
    const old = new Date(now.getTime() - 31 * 86_400_000).toISOString();
    const ahead = new Date(now.getTime() + 6 * 60_000).toISOString();
    expect(await registerOne({ sentAt: old })).toMatchObject({
      error: { fields: { sentAt: "is more than 30 days ago" } },
    });
    for (const [at, problem] of [
      ["2099-01-01T00:00:00Z", "ahead"],
      ["1971-01-01T00:00:00Z", "1990"],
    ]) {
      expect(await registerOne({ consent: { source: "form", at } })).toMatchObject({
        error: { fields: { "consent.at": expect.stringContaining(problem ?? "") } },
      });
    }
    expect(await registerOne({ sentAt: ahead })).toMatchObject({
      error: { fields: { sentAt: "is more than 5 minutes ahead" } },
    });
  });
});

describe("a repetition", () => {
  it.each([
    ["messageId", () => ({ messageId: uniqueId("m") })],
    ["providerMessageId", () => ({ providerMessageId: newMessageSid() })],
  ])("known by %s is answered with the same message, and a different body refused", async (field, ids) => {
    const body = { to: "+447700900321", useCase: "login", ...ids() };
    const first = await registerOne(body);
    const again = await registerOne({ ...body });
    expect(again).toEqual({ ...first, created: false });
    const other = await registerOne({ ...body, useCase: "payment" });
    expect(other).toMatchObject({
      ok: false,
      error: { code: "conflict", fields: { [field]: expect.stringContaining("different body") } },
    });
  });

  it("known by its idempotency key alone is answered again; the key of another app means nothing", async () => {
    const key = uniqueId("key");
    const body = { to: "+447700900322" };
    const first = await registerOne(body, key);
    expect(await registerOne(body, key)).toEqual({ ...first, created: false });
    expect(await registerOne({ ...body, useCase: "other" }, key)).toMatchObject({
      ok: false,
      error: { fields: { "Idempotency-Key": expect.any(String) } },
    });
    const another = await sendingApp();
    const [theirs] = await registerMessages(
      another.apiKey,
      [RegisterMessageInput.parse({ connection: app.connection.key, ...body })],
      () => now,
      key,
    );
    expect(theirs).toMatchObject({ ok: true, created: true });
  });

  it("sent many times at once makes one message", async () => {
    const body = { to: "+447700900323", messageId: uniqueId("m"), providerMessageId: newMessageSid() };
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => registerOne(body)));
    expect(new Set(outcomes.map(idOf)).size).toBe(1);
    expect(outcomes.filter((outcome) => outcome.ok && outcome.created)).toHaveLength(1);
    expect(await db().message.count({ where: { appMessageId: body.messageId } })).toBe(1);
  });
});

describe("a list", () => {
  it("answers each item by itself, in order, also when items name each other", async () => {
    const [m1, m2] = [uniqueId("m"), uniqueId("m")];
    const first = { to: "+447700900401", messageId: m1 };
    const outcomes = await register([
      first,
      { to: "+447700900402", messageId: m2, retryOf: m1 },
      first,
      { ...first, useCase: "different" },
      { to: "nonsense" },
      { sentAt: "2020-01-01T00:00:00Z", messageId: uniqueId("m") },
    ]);
    expect(outcomes.map((outcome) => (outcome.ok ? outcome.created : outcome.error.code))).toEqual([
      true,
      true,
      false,
      "conflict",
      "invalid_input",
      "invalid_input",
    ]);
    const [one, two, three] = outcomes.map(idOf);
    expect(three).toBe(one);
    expect(await rowOf(two ?? "")).toMatchObject({ retryOf: one });
  });

  it("does not answer for an item that was refused", async () => {
    const item = { to: "+447700900403", messageId: uniqueId("m"), sentAt: "2020-01-01T00:00:00Z" };
    const outcomes = await register([item, item]);
    expect(outcomes.map((outcome) => outcome.ok)).toEqual([false, false]);
    expect(await registerOne({ to: "+447700900403", messageId: item.messageId })).toMatchObject({
      ok: true,
      created: true,
    });
  });

  it("may hold a retry before the message that it repeats, also in another request", async () => {
    const [m1, m2, later] = [uniqueId("m"), uniqueId("m"), uniqueId("m")];
    const [retry, first, early] = await register([
      { messageId: m2, retryOf: `app:${m1}` },
      { messageId: m1 },
      { messageId: uniqueId("m"), retryOf: later },
    ]);
    const [last] = await register([{ messageId: later }]);
    for (const [repeating, repeated] of [
      [retry, first],
      [early, last],
    ] as const) {
      const id = idOf(repeating as Outcome<RegisteredMessage>);
      expect((await findMessage(id))?.message.retryOf).toBe(idOf(repeated as Outcome<RegisteredMessage>));
    }
  });

  it("as a whole is what its key stands for: another list or a single object under it is a conflict", async () => {
    const key = uniqueId("key");
    const campaign = uniqueId("c");
    const items = ["+447700900406", "+447700900407", "+447700900408"].map((to) => ({ to, campaign }));
    const first = await register(items, key);
    const stored = () => db().message.count({ where: { campaign } });
    expect(await stored()).toBe(3);
    const others: Body[][] = [
      [...items, { to: "+447700900409", campaign }],
      items.slice(0, 2),
      items.toReversed(),
      items.map((item) => ({ ...item, useCase: "other" })),
      items.map((item) => ({ ...item, messageId: uniqueId("m") })),
    ];
    for (const other of others) {
      await expect(register(other, key)).rejects.toMatchObject({
        code: "conflict",
        fields: { "Idempotency-Key": expect.stringContaining("different body") },
      });
    }
    expect(await registerOne(items[0] ?? {}, key)).toMatchObject({ ok: false, error: { code: "conflict" } });
    expect(await stored()).toBe(3);
    expect((await register(items, key)).map(idOf)).toEqual(first.map(idOf));
  });

  it("keeps its key where its items were known before, and frees it where none was stored", async () => {
    const [known, free] = [uniqueId("key"), uniqueId("key")];
    const item = { to: "+447700900410", messageId: uniqueId("m") };
    await registerOne(item);
    await register([item, item], known);
    await expect(register([item, { to: "+447700900411" }], known)).rejects.toMatchObject({ code: "conflict" });
    await register([{ to: "nonsense" }, { to: "nonsense" }], free);
    expect((await register([item, { to: "+447700900412" }], free)).every(({ ok }) => ok)).toBe(true);
  });

  it("sent twice at once with other bodies is stored once", async () => {
    const key = uniqueId("key");
    const both = await Promise.allSettled(
      ["a", "b"].map((useCase) => register([{ to: "+447700900413", useCase }, { useCase }], key)),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("as a whole is idempotent under one key", async () => {
    const key = uniqueId("key");
    const items = ["+447700900404", "+447700900405"].map((to) => ({ to }));
    const first = await register(items, key);
    expect((await register(items, key)).map(idOf)).toEqual(first.map(idOf));
  });
});

describe("a verification", () => {
  it("is made by the first registration that names it, and learns who it is about", async () => {
    const externalId = uniqueId("v");
    const to = "+447700900601";
    const first = await registerOne({
      to,
      verificationId: externalId,
      userRef: "user-9",
      useCase: "login",
      messageId: uniqueId("m"),
    });
    const second = await registerOne({ to, verificationId: externalId, messageId: uniqueId("m") });
    const verification = await db().verification.findUniqueOrThrow({ where: { externalId } });
    expect(verification).toMatchObject({
      userRef: "user-9",
      useCase: "login",
      destinationCountry: "GB",
      state: "requested",
    });
    expect(verification.recipientMasked).toMatch(/^\+44/);
    for (const outcome of [first, second])
      expect(await rowOf(idOf(outcome))).toMatchObject({ verificationId: verification.id });
  });

  it("is one although many registrations make it at once", async () => {
    const externalId = uniqueId("v");
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => registerOne({ verificationId: externalId, messageId: uniqueId("m") })),
    );
    const ids = await Promise.all(outcomes.map(async (outcome) => (await rowOf(idOf(outcome))).verificationId));
    expect(new Set(ids).size).toBe(1);
  });
});

it("makes the partition of a back-dated clock", async () => {
  const at = new Date(Date.UTC(2024, 4, 12));
  const [outcome] = await register([{ messageId: uniqueId("m") }], undefined, at);
  expect(outcome).toMatchObject({ ok: true, created: true, value: { registeredAt: at } });
});
