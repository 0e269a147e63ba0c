import { afterAll, expect, it } from "vitest";
import { newMessageSid, receipt } from "@/e2e/support/receipts";
import { type SendingApp, sendingApp } from "@/e2e/support/sending-app";
import type { Message as StoredMessage } from "@/generated/prisma/client";
import { closeDb, db } from "@/lib/db";
import { LATENCY_BOUNDS_MS } from "@/lib/delivery/counts/latency-histogram";
import { storeBatch } from "@/lib/ingest/store-callbacks";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { registerMessages } from "@/lib/registrations/register-message";
import { RegisterMessageInput } from "@/lib/registrations/registration";
import { tellStoryMessages } from "./read-story-messages";
import { usualReceiptMs } from "./usual-receipt";

afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

const HOUR_MS = 3_600_000;

/** Registers as many messages as there are durations, sent at one time, each reported delivered after its seconds. */
async function deliver(app: SendingApp, sentAt: Date, tookSeconds: readonly number[]): Promise<void> {
  const inputs = tookSeconds.map(() =>
    RegisterMessageInput.parse({
      connection: app.connection.key,
      to: "+14155550142",
      providerMessageId: newMessageSid(),
      sentAt: sentAt.toISOString(),
    }),
  );
  await registerMessages(app.apiKey, inputs, () => sentAt);
  await storeBatch(
    inputs.map(({ providerMessageId = "" }, index) => {
      const at = new Date(sentAt.getTime() + (tookSeconds[index] ?? 0) * 1000);
      return receipt(app.connection, { providerMessageId, rawStatus: "delivered" }, at);
    }),
  );
}

const seconds = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
/** The bound that a duration does not reach. */
const under = (ms: number) => LATENCY_BOUNDS_MS.find((bound) => bound > ms);

it("is the 95th percentile of a connection and country, once enough receipts are known", async () => {
  const app = await sendingApp();
  const now = new Date();
  const sentAt = new Date(now.getTime() - HOUR_MS);
  await deliver(app, sentAt, seconds(1, 20));
  expect(await usualReceiptMs(app.connection.id, "US", now)).toBeNull();
  await deliver(app, sentAt, seconds(20, 22));
  expect(await usualReceiptMs(app.connection.id, "US", now)).toBeNull();
  expect(await usualReceiptMs(app.connection.id, "US", new Date(now.getTime() + 61_000))).toBe(under(20_000));
  expect(await usualReceiptMs(app.connection.id, "IN", now)).toBeNull();
  expect(await usualReceiptMs(app.connection.id, null, now)).toBeNull();
});

it("looks further back only where the last hours tell too little", async () => {
  const [busy, calm] = [await sendingApp(), await sendingApp()];
  const now = new Date();
  const slow = Array.from({ length: 30 }, () => 60);
  const quick = (count: number) => Array.from({ length: count }, () => 5);
  for (const app of [busy, calm]) await deliver(app, new Date(now.getTime() - 5 * 24 * HOUR_MS), slow);
  await deliver(busy, new Date(now.getTime() - HOUR_MS), quick(200));
  await deliver(calm, new Date(now.getTime() - HOUR_MS), quick(199));
  expect(await usualReceiptMs(busy.connection.id, "US", now)).toBe(under(5_000));
  expect(await usualReceiptMs(calm.connection.id, "US", now)).toBe(under(60_000));
});

it("is not asked for where nothing is awaited: a final status, or a deadline that has passed", async () => {
  const app = await sendingApp();
  const now = new Date();
  await deliver(app, new Date(now.getTime() - 60_000), seconds(1, 22));
  const asked = async (message: Partial<StoredMessage>, at = now) => {
    const row = await db().message.findFirstOrThrow({ where: { connectionId: app.connection.id } });
    const [told] = await tellStoryMessages([{ ...row, ...message }], at);
    return told?.usualReceiptMs;
  };
  expect(await asked({})).toBeNull();
  expect(await asked({ isFinal: false })).toBe(under(20_000));
  expect(await asked({ isFinal: false }, new Date(now.getTime() + 24 * HOUR_MS))).toBeNull();
});
