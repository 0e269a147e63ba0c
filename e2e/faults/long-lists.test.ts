import pRetry from "p-retry";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newMessageSid } from "@/e2e/support/receipts";
import { type SendingApp, sendingApp } from "@/e2e/support/sending-app";
import { messagesOf } from "@/e2e/support/stored-rows";
import { callbackOf, partOf, registrationOf, type TwoPartSend, twoPartSends } from "@/e2e/support/two-part-sends";
import { closeDb } from "@/lib/db";
import { env, provideEnv } from "@/lib/env";
import type { Recordable } from "@/lib/ingest/recordable";
import { storeBatch, storeCallback } from "@/lib/ingest/store-callbacks";
import { checkDrift } from "@/lib/ledger/check-drift";
import { closeIngestPool, ingestPool } from "@/lib/ledger/sql/pool";
import { registerMessages } from "@/lib/registrations/register-message";
import { TcpProxy } from "./tcp-proxy";

const LIST = 500;
const now = new Date();

let direct: string;
let proxy: TcpProxy;
let app: SendingApp;
beforeAll(async () => {
  direct = env().DATABASE_URL ?? "";
  // Callbacks go straight to the database; what the app tells goes the long way.
  await ingestPool().query("SELECT 1");
  proxy = await TcpProxy.start({ targetPort: Number(new URL(direct).port || 5432) });
  provideEnv({ DATABASE_URL: proxy.url(direct) });
  app = await sendingApp();
});
afterAll(async () => {
  await closeIngestPool();
  await closeDb();
  await proxy.close();
  provideEnv({ DATABASE_URL: direct });
});

const callback = (id: string, rawStatus: string) => callbackOf(app, id, rawStatus, now);
const inputOf = (send: TwoPartSend) => registrationOf(app, send);

/** Callbacks of messages that a list is just registering, with every trip of the list a millisecond longer each way. */
it("the longest list, each item completing and merging what callbacks told of, turns no other callback away", async () => {
  const all = twoPartSends(LIST);
  // Two messages a send, one for each part: the registration shows them to be one.
  await storeAll(all.map(({ sid }) => callback(sid, "sent")));
  await storeAll(all.map(({ messageId }) => callback(partOf(messageId), "sent")));
  proxy.delay(1);
  let isDone = false;
  const registering = registerMessages(app.apiKey, all.map(inputOf), () => now).finally(() => {
    isDone = true;
  });
  let refused = 0;
  for (let round = 0; !isDone; round += 1) {
    const own = Array.from({ length: 20 }, (_, n) => all[(round * 20 + n) % LIST] as TwoPartSend);
    const waiting = Promise.allSettled(own.map(({ sid }) => storeCallback(callback(sid, "delivered"))));
    const others = Array.from({ length: 20 }, () => storeCallback(callback(newMessageSid(), "delivered")));
    refused += (await Promise.allSettled(others)).filter(({ status }) => status === "rejected").length;
    await waiting;
  }
  proxy.delay(0);
  expect((await registering).filter(({ ok }) => !ok)).toEqual([]);
  expect(refused).toBe(0);
  await storeAll(all.flatMap(({ sid, messageId }) => [sid, partOf(messageId)].map((id) => callback(id, "delivered"))));
  const rows = await messagesOf(app.connection);
  expect(rows.filter(({ merged_into }) => merged_into)).toHaveLength(LIST);
  const live = rows.filter(({ merged_into, registered_at }) => !merged_into && registered_at);
  expect(live).toHaveLength(LIST);
  expect(live.every(({ status }) => status === "delivered")).toBe(true);
  expect((await checkDrift({ connectionId: app.connection.id })).drifts).toEqual([]);
}, 120_000);

/** A hundred at a time, again where there was no answer in time. */
async function storeAll(items: readonly Recordable[]): Promise<void> {
  for (let start = 0; start < items.length; start += 100) {
    await pRetry(() => storeBatch(items.slice(start, start + 100)), { retries: 5, minTimeout: 50 });
  }
}
