import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newMessageSid, receipt } from "@/e2e/support/receipts";
import { type SendingApp, sendingApp, uniqueId } from "@/e2e/support/sending-app";
import { closeDb, db } from "@/lib/db";
import { storeBatch } from "@/lib/ingest/store-callbacks";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { UpdateMessageInput } from "./attachment";
import { registerMessages } from "./register-message";
import { RegisterMessageInput } from "./registration";
import { updateMessage } from "./update-message";

let app: SendingApp;
beforeAll(async () => {
  app = await sendingApp();
});
afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

const start = new Date();
const at = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const TO = "+14155550142";

async function register(body: object, seconds = 0): Promise<string> {
  const input = RegisterMessageInput.parse({ connection: app.connection.key, to: TO, ...body });
  const [outcome] = await registerMessages(app.apiKey, [input], () => at(seconds));
  if (!outcome?.ok) throw new Error("not registered");
  return outcome.value.id;
}
const update = (name: string, body: object) =>
  updateMessage(app.apiKey, name, UpdateMessageInput.parse(body), () => at(60));
const callback = (providerMessageId: string, rawStatus: string, seconds: number, more: object = {}) =>
  storeBatch([receipt(app.connection, { providerMessageId, rawStatus, ...more }, at(seconds))]);
const rowOf = (id: string) => db().message.findUniqueOrThrow({ where: { id } });
const idOfProvider = async (ref: string) =>
  (await db().messageRef.findFirstOrThrow({ where: { namespace: `provider:${app.connection.id}`, ref } })).messageId;

describe("attaching", () => {
  it("gives the provider's id, by our id or the app's, and the same call again changes nothing", async () => {
    const messageId = uniqueId("m");
    const id = await register({ messageId });
    const providerMessageId = newMessageSid();
    const first = await update(`app:${messageId}`, { providerMessageId });
    expect(first).toEqual({ id, messageId, providerMessageId });
    expect(await update(id, { providerMessageId })).toEqual(first);
    await callback(providerMessageId, "delivered", 61);
    expect(await rowOf(id)).toMatchObject({ status: "delivered", providerMessageId });
  });

  it("adds what is missing and refuses what is there with another value, changing nothing then", async () => {
    const id = await register({ useCase: "login", metadata: { tier: "gold" } });
    await update(id, { userRef: "user-1", metadata: { shop: "north" }, useCase: "login" });
    const row = await rowOf(id);
    expect(row).toMatchObject({ userRef: "user-1", metadata: { tier: "gold", shop: "north" } });
    const refused = { useCase: "payment", metadata: { tier: "silver" }, campaign: "spring", to: "+14155550143" };
    await expect(update(id, refused)).rejects.toMatchObject({
      code: "conflict",
      fields: { useCase: expect.any(String), metadata: expect.any(String), to: expect.any(String) },
    });
    expect(await rowOf(id)).toEqual(row);
  });

  it("refuses a field that holds the number of the message, although the call does not give it", async () => {
    const id = await register({});
    await expect(update(id, { userRef: "u-4155550142" })).rejects.toMatchObject({
      code: "invalid_input",
      fields: { userRef: expect.any(String) },
    });
  });

  it("refuses times that cannot be, by name", async () => {
    const id = await register({});
    const consent = { source: "form", at: "2099-01-01T00:00:00Z" };
    await expect(update(id, { consent, sentAt: "2020-01-01T00:00:00Z" })).rejects.toMatchObject({
      code: "invalid_input",
      fields: { "consent.at": expect.any(String), sentAt: expect.any(String) },
    });
  });

  it("says so when there is no such message, and when nothing is attached", async () => {
    await expect(update("app:never", { userRef: "u" })).rejects.toMatchObject({ code: "not_found" });
    expect(UpdateMessageInput.safeParse({}).success).toBe(false);
    expect(UpdateMessageInput.safeParse({ connection: "other" }).success).toBe(false);
  });

  it("makes the verification and fills it from the message", async () => {
    const id = await register({ userRef: "user-2" });
    const externalId = uniqueId("v");
    await update(id, { verificationId: externalId });
    const verification = await db().verification.findUniqueOrThrow({ where: { externalId } });
    expect(verification).toMatchObject({ userRef: "user-2", destinationCountry: "US" });
    expect(await rowOf(id)).toMatchObject({ verificationId: verification.id });
  });
});

describe("a provider id whose callbacks came first", () => {
  it("makes one message of two: the older id survives, the younger leads to it", async () => {
    const messageId = uniqueId("m");
    const registered = await register({ messageId, useCase: "login" }, 0);
    const sid = newMessageSid();
    await callback(sid, "sent", 5, { recipient: TO });
    const born = await idOfProvider(sid);
    await callback(sid, "delivered", 7, { recipient: TO });

    expect(await update(registered, { providerMessageId: sid })).toMatchObject({
      id: registered,
      providerMessageId: sid,
    });
    expect(await rowOf(registered)).toMatchObject({ status: "delivered", useCase: "login", appMessageId: messageId });
    expect(await rowOf(born)).toMatchObject({ mergedInto: registered, recipientHash: null });
    expect(await db().messageEvent.count({ where: { messageId: registered } })).toBe(2);
    expect(await db().messageEvent.count({ where: { messageId: born } })).toBe(0);
    await callback(sid, "delivered", 9, { recipient: TO });
    expect(await db().messageEvent.findMany({ where: { messageId: registered, status: "delivered" } })).toMatchObject([
      { duplicateCount: 1 },
    ]);
    expect(await update(born, { campaign: "spring" })).toMatchObject({ id: registered });
  });

  it("keeps the callback's id where that is the older one", async () => {
    const sid = newMessageSid();
    await callback(sid, "delivered", -30);
    const born = await idOfProvider(sid);
    const registered = await register({ useCase: "login", userRef: "user-3" }, 0);
    expect(await update(registered, { providerMessageId: sid })).toMatchObject({ id: born });
    expect(await rowOf(born)).toMatchObject({
      status: "delivered",
      useCase: "login",
      userRef: "user-3",
      origin: "registration",
    });
    expect(await rowOf(registered)).toMatchObject({ mergedInto: born });
  });

  it("leaves the counts as if there had always been one message", async () => {
    const own = await sendingApp();
    const input = RegisterMessageInput.parse({ connection: own.connection.key, to: TO, messageId: uniqueId("m") });
    const [outcome] = await registerMessages(own.apiKey, [input], () => start);
    const sid = newMessageSid();
    await storeBatch([
      receipt(own.connection, { providerMessageId: sid, rawStatus: "delivered", recipient: TO }, at(3)),
    ]);
    const id = outcome?.ok ? outcome.value.id : "";
    await updateMessage(own.apiKey, id, { providerMessageId: sid }, () => at(4));
    const counts = await db().$queryRaw<{ status: string; sum: bigint }[]>`
      SELECT status, sum(count)::bigint AS sum FROM delivery_rollups
       WHERE connection_id = ${own.connection.id}::uuid GROUP BY status, is_registered HAVING sum(count) <> 0`;
    expect(counts).toEqual([{ status: "delivered", sum: 1n }]);
  });
});

describe("two registered messages", () => {
  it("are never merged", async () => {
    const sid = newMessageSid();
    const other = await register({ providerMessageId: sid });
    const id = await register({ messageId: uniqueId("m") });
    await expect(update(id, { providerMessageId: sid })).rejects.toMatchObject({
      code: "conflict",
      fields: { providerMessageId: expect.stringContaining("registered") },
    });
    expect(await rowOf(id)).toMatchObject({ providerMessageId: null, mergedInto: null });
    expect(await rowOf(other)).toMatchObject({ mergedInto: null });
  });

  it("keep their own provider ids: a second one is a conflict", async () => {
    const id = await register({ providerMessageId: newMessageSid() });
    await expect(update(id, { providerMessageId: newMessageSid() })).rejects.toMatchObject({
      fields: { providerMessageId: expect.any(String) },
    });
  });
});
