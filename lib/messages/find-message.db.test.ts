import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newMessageSid, receipt } from "@/e2e/support/receipts";
import { registerFor, type SendingApp, sendingApp, uniqueId } from "@/e2e/support/sending-app";
import { closeDb } from "@/lib/db";
import { storeBatch } from "@/lib/ingest/store-callbacks";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { findMessage } from "./find-message";

let app: SendingApp;
beforeAll(async () => {
  app = await sendingApp();
});
afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

const start = new Date(Date.now() - 3_600_000);
const at = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const register = (body: object) => registerFor(app, body, at(0));

describe("messages show", () => {
  it("has the contract's fields, and events in timeline order", async () => {
    const sid = newMessageSid();
    const verificationId = uniqueId("v");
    const id = await register({
      to: "+14155550152",
      providerMessageId: sid,
      messageId: uniqueId("m"),
      verificationId,
      sentAt: at(0).toISOString(),
    });
    await storeBatch([
      receipt(app.connection, { providerMessageId: sid, rawStatus: "delivered", recipient: "+14155550152" }, at(4)),
    ]);
    await storeBatch([
      receipt(app.connection, { providerMessageId: sid, rawStatus: "sent", recipient: "+14155550152" }, at(5)),
    ]);
    const found = await findMessage(sid);
    expect(Object.keys(found?.message ?? {}).join(" ")).toBe(
      "id status isFinal conflicting partial recipientsDiffer delayed errorCode failureCategory provider connectionKey providerMessageId providerMessageIds channel useCase campaign templateKey senderIdentity route carrier destinationCountry recipientMasked userRef action metadata consent verificationId retryOf origin sentAt deliveredAt lastEventAt createdAt updatedAt",
    );
    expect(found?.message).toMatchObject({
      id,
      status: "delivered",
      connectionKey: app.connection.key,
      verificationId,
      origin: "registration",
      delayed: false,
    });
    expect(Object.keys(found?.events[0] ?? {}).join(" ")).toBe(
      "id status rawStatus errorCode rawReason failureCategory isFinal saidBy providerEventId providerOccurredAt receivedAt source duplicateCount late affectedSummary channel sender part",
    );
    expect(found?.events).toMatchObject([
      { status: "delivered", late: false, affectedSummary: true },
      { status: "sent", late: true, affectedSummary: false },
    ]);
    expect(await findMessage(`app:${uniqueId("m")}`)).toBeNull();
  });
});
