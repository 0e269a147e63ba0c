import { afterAll, expect, it } from "vitest";
import { newMessageSid, receipt } from "@/e2e/support/receipts";
import { sendingApp } from "@/e2e/support/sending-app";
import { closeDb } from "@/lib/db";
import { closeIngestPool } from "@/lib/ingest/pool";
import { storeBatch } from "@/lib/ingest/store-callbacks";
import { RegisterMessageInput, registerMessages } from "./register-message";
import { usualReceiptMs } from "./usual-receipt";

afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

it("is the 95th percentile of a connection and country, once enough receipts are known", async () => {
  const app = await sendingApp();
  const start = new Date(Date.now() - 3_600_000);
  const sids = Array.from({ length: 21 }, newMessageSid);
  const send = async (from: number, to: number) => {
    const inputs = sids.slice(from, to).map((providerMessageId) =>
      RegisterMessageInput.parse({
        connection: app.connection.key,
        to: "+14155550142",
        providerMessageId,
        sentAt: start.toISOString(),
      }),
    );
    await registerMessages(app.apiKey, inputs, () => start);
    const took = (index: number) => new Date(start.getTime() + (from + index + 1) * 1000);
    const receipts = inputs.map(({ providerMessageId = "" }, index) =>
      receipt(app.connection, { providerMessageId, rawStatus: "delivered" }, took(index)),
    );
    await storeBatch(receipts);
  };
  const now = new Date();
  await send(0, 19);
  expect(await usualReceiptMs(app.connection.id, "US", now)).toBeNull();
  await send(19, 21);
  expect(await usualReceiptMs(app.connection.id, "US", now)).toBeNull();
  expect(await usualReceiptMs(app.connection.id, "US", new Date(now.getTime() + 61_000))).toBe(20_000);
  expect(await usualReceiptMs(app.connection.id, "IN", now)).toBeNull();
});
