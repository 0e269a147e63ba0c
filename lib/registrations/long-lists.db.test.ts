import { afterAll, beforeAll, expect, it } from "vitest";
import { TcpProxy } from "@/e2e/faults/tcp-proxy";
import { newMessageSid, receipt } from "@/e2e/support/receipts";
import { type SendingApp, sendingApp, uniqueId } from "@/e2e/support/sending-app";
import { messagesOf } from "@/e2e/support/stored-rows";
import { closeDb } from "@/lib/db";
import { env, provideEnv } from "@/lib/env";
import { storeBatch, storeCallback } from "@/lib/ingest/store-callbacks";
import { checkDrift } from "@/lib/ledger/check-drift";
import { closeIngestPool, ingestPool } from "@/lib/ledger/sql/pool";
import { inTransaction, type Transaction } from "@/lib/ledger/sql/transaction";
import { prepareRegistration } from "./prepare-registration";
import { registerMessages } from "./register-message";
import { RegisterMessageInput } from "./registration";
import { storeRegistrations } from "./store-registrations";

const LIST = 500;
const TO = "+447700900901";
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

type Send = { sid: string; messageId: string };
const sends = (count: number): Send[] =>
  Array.from({ length: count }, () => ({ sid: newMessageSid(), messageId: uniqueId("m") }));
const partOf = (messageId: string) => `part-of-${messageId}`;
const callback = (providerMessageId: string, rawStatus: string) =>
  receipt(app.connection, { providerMessageId, rawStatus, recipient: TO }, now);
const inputOf = ({ sid, messageId }: Send) =>
  RegisterMessageInput.parse({
    connection: app.connection.key,
    to: TO,
    messageId,
    providerMessageIds: [sid, partOf(messageId)],
  });

/** Callbacks of messages that a list is just registering, with every trip of the list a millisecond longer each way. */
it("the longest list, each item completing and merging what callbacks told of, keeps no callback waiting", async () => {
  const all = sends(LIST);
  // Two messages a send, one for each part: the registration shows them to be one.
  await storeBatch(all.map(({ sid }) => callback(sid, "sent")));
  await storeBatch(all.map(({ messageId }) => callback(partOf(messageId), "sent")));
  proxy.delay(1);
  let isDone = false;
  const registering = registerMessages(app.apiKey, all.map(inputOf), () => now).finally(() => {
    isDone = true;
  });
  let refused = 0;
  for (let round = 0; !isDone; round += 1) {
    const some = Array.from({ length: 20 }, (_, n) => all[(round * 20 + n) % LIST] as Send);
    const fresh = newMessageSid();
    const answers = await Promise.allSettled(
      [...some.map(({ sid }) => callback(sid, "delivered")), callback(fresh, "delivered")].map(storeCallback),
    );
    refused += answers.filter(({ status }) => status === "rejected").length;
  }
  proxy.delay(0);
  expect((await registering).filter(({ ok }) => !ok)).toEqual([]);
  expect(refused).toBe(0);
  await storeBatch(
    all.flatMap(({ sid, messageId }) => [sid, partOf(messageId)].map((id) => callback(id, "delivered"))),
  );
  const rows = await messagesOf(app.connection);
  expect(rows.filter(({ merged_into }) => merged_into)).toHaveLength(LIST);
  const live = rows.filter(({ merged_into, registered_at }) => !merged_into && registered_at);
  expect(live).toHaveLength(LIST);
  expect(live.every(({ status }) => status === "delivered")).toBe(true);
  expect((await checkDrift({ connectionId: app.connection.id })).drifts).toEqual([]);
}, 120_000);

it("a list takes no more trips while it holds locks than a single item does", async () => {
  const trips = [];
  for (const count of [1, 60]) {
    const all = sends(count);
    await storeBatch(all.map(({ sid }) => callback(sid, "sent")));
    await storeBatch(all.map(({ messageId }) => callback(partOf(messageId), "sent")));
    trips.push(await tripsUnderLocks(all));
  }
  expect(trips[1]).toBe(trips[0]);
  expect(trips[0]).toBeLessThanOrEqual(12);
});

/** Trips from the claim to the commit: statements that are sent together are one. */
async function tripsUnderLocks(all: readonly Send[]): Promise<number> {
  const { connection, apiKey } = app;
  const sender = { apiKeyId: apiKey.id, position: 0 };
  const registrations = all.flatMap((send) => {
    const prepared = prepareRegistration(inputOf(send), connection, sender, now);
    return prepared.ok ? [prepared.registration] : [];
  });
  return inTransaction(async (tx) => {
    let [trips, open, isLocking] = [0, 0, false];
    const query = async (statement: { name?: string }, ...more: unknown[]) => {
      if (statement.name?.startsWith("upsert-message_refs") || statement.name === "lock-messages") isLocking = true;
      if (isLocking && open === 0) trips += 1;
      open += 1;
      try {
        return await (tx.query as (...given: unknown[]) => Promise<unknown>)(statement, ...more);
      } finally {
        open -= 1;
      }
    };
    const counted: Transaction = Object.assign(Object.create(tx), { query });
    const outcomes = await storeRegistrations(counted, registrations, null, apiKey.id, now);
    expect(outcomes).toHaveLength(all.length);
    return trips;
  });
}
