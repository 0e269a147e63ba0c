import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newMessageSid, receipt } from "@/e2e/support/receipts";
import { type SendingApp, sendingApp, uniqueId } from "@/e2e/support/sending-app";
import { closeDb, db } from "@/lib/db";
import { storeBatch } from "@/lib/ingest/store-callbacks";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import type { Outcome } from "./outcome";
import { registerMessages } from "./register-message";
import { type RegisteredMessage, RegisterMessageInput } from "./registration";

let app: SendingApp;
beforeAll(async () => {
  app = await sendingApp();
});
afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

type Body = Partial<Record<keyof RegisterMessageInput, unknown>>;

const now = new Date();
const registerOne = async (body: Body): Promise<Outcome<RegisteredMessage>> => {
  const input = RegisterMessageInput.parse({ connection: app.connection.key, ...body });
  const [outcome] = await registerMessages(app.apiKey, [input], () => now);
  return outcome as Outcome<RegisteredMessage>;
};
const idOf = (outcome: Outcome<RegisteredMessage>) =>
  outcome.ok ? outcome.value.id : `refused: ${outcome.error.message}`;
const rowOf = (id: string) => db().message.findUniqueOrThrow({ where: { id } });

describe("callbacks that came first", () => {
  it("are completed by the registration, which keeps their events", async () => {
    const sid = newMessageSid();
    await storeBatch([
      receipt(app.connection, { providerMessageId: sid, rawStatus: "delivered", recipient: "+447700900501" }, now),
    ]);
    const outcome = await registerOne({
      to: "+447700900501",
      providerMessageId: sid,
      messageId: uniqueId("m"),
      useCase: "login",
    });
    expect(outcome).toMatchObject({ ok: true, created: true });
    expect(await rowOf(idOf(outcome))).toMatchObject({
      origin: "registration",
      status: "delivered",
      useCase: "login",
      registeredAt: now,
    });
    expect(await db().message.count({ where: { connectionId: app.connection.id, providerMessageId: sid } })).toBe(1);
  });

  it("are found by the app's id that the provider echoes", async () => {
    const messageId = uniqueId("m");
    const sid = newMessageSid();
    await storeBatch([
      receipt(app.connection, { providerMessageId: sid, rawStatus: "sent", clientReference: messageId }, now),
    ]);
    const outcome = await registerOne({ to: "+447700900502", messageId });
    expect(await rowOf(idOf(outcome))).toMatchObject({
      status: "sent",
      providerMessageId: sid,
      appMessageId: messageId,
    });
  });

  it("are left alone where the echoed id is a label of another person's message", async () => {
    const label = uniqueId("label");
    const other = newMessageSid();
    const echoed = { rawStatus: "sent", clientReference: label, recipient: "+447700900504" };
    await storeBatch([receipt(app.connection, { providerMessageId: other, ...echoed }, now)]);
    const mine = await registerOne({ to: "+447700900505", messageId: label });
    const theirs = await registerOne({ to: "+447700900504", messageId: uniqueId("m"), providerMessageId: other });
    expect([mine, theirs]).toMatchObject([
      { ok: true, created: true },
      { ok: true, created: true },
    ]);
    expect(idOf(mine)).not.toBe(idOf(theirs));
    expect(await rowOf(idOf(theirs))).toMatchObject({ providerMessageId: other, status: "sent" });
  });

  it("count once as registered in the rollups", async () => {
    const own = await sendingApp();
    const sid = newMessageSid();
    await storeBatch([
      receipt(own.connection, { providerMessageId: sid, rawStatus: "delivered", recipient: "+447700900503" }, now),
    ]);
    const input = RegisterMessageInput.parse({
      connection: own.connection.key,
      to: "+447700900503",
      providerMessageId: sid,
    });
    await registerMessages(own.apiKey, [input], () => now);
    const rows = await db().$queryRaw<{ is_registered: boolean; sum: bigint }[]>`
      SELECT is_registered, sum(count)::bigint AS sum FROM delivery_rollups
       WHERE connection_id = ${own.connection.id}::uuid GROUP BY is_registered HAVING sum(count) <> 0`;
    expect(rows).toEqual([{ is_registered: true, sum: 1n }]);
  });
});
