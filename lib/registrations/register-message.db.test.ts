import { describe, expect, it } from "vitest";
import { newMessageSid } from "@/e2e/support/receipts";
import { messageRow, registeredId, registering } from "@/e2e/support/registering";
import { sendingApp, uniqueId } from "@/e2e/support/sending-app";
import { db } from "@/lib/db";
import { registerMessages } from "./register-message";
import { RegisterMessageInput } from "./registration";

const now = new Date();
const { app, register, registerOne } = registering(now);

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
    const row = await messageRow(registeredId(outcome));
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
      [RegisterMessageInput.parse({ connection: app().connection.key, ...body })],
      () => now,
      key,
    );
    expect(theirs).toMatchObject({ ok: true, created: true });
  });

  it("sent many times at once makes one message", async () => {
    const body = { to: "+447700900323", messageId: uniqueId("m"), providerMessageId: newMessageSid() };
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => registerOne(body)));
    expect(new Set(outcomes.map(registeredId)).size).toBe(1);
    expect(outcomes.filter((outcome) => outcome.ok && outcome.created)).toHaveLength(1);
    expect(await db().message.count({ where: { appMessageId: body.messageId } })).toBe(1);
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
      expect(await messageRow(registeredId(outcome))).toMatchObject({ verificationId: verification.id });
  });

  it("is one although many registrations make it at once", async () => {
    const externalId = uniqueId("v");
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => registerOne({ verificationId: externalId, messageId: uniqueId("m") })),
    );
    const ids = await Promise.all(
      outcomes.map(async (outcome) => (await messageRow(registeredId(outcome))).verificationId),
    );
    expect(new Set(ids).size).toBe(1);
  });
});

it("makes the partition of a back-dated clock", async () => {
  const at = new Date(Date.UTC(2024, 4, 12));
  const [outcome] = await register([{ messageId: uniqueId("m") }], undefined, at);
  expect(outcome).toMatchObject({ ok: true, created: true, value: { registeredAt: at } });
});
