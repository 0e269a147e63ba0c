import { afterAll, beforeAll, expect, it } from "vitest";
import { type SendingApp, sendingApp } from "@/e2e/support/sending-app";
import { callbackOf, partOf, registrationOf, type TwoPartSend, twoPartSends } from "@/e2e/support/two-part-sends";
import { closeDb } from "@/lib/db";
import { storeBatch } from "@/lib/ingest/store-callbacks";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { inTransaction, type Transaction } from "@/lib/ledger/sql/transaction";
import { prepareRegistration } from "./prepare-registration";
import { storeRegistrations } from "./store-registrations";

const now = new Date();

let app: SendingApp;
beforeAll(async () => {
  app = await sendingApp();
});
afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

const callback = (id: string, rawStatus: string) => callbackOf(app, id, rawStatus, now);
const inputOf = (send: TwoPartSend) => registrationOf(app, send);

it("a list takes no more trips while it holds locks than a single item does", async () => {
  const trips = [];
  for (const count of [1, 60]) {
    const all = twoPartSends(count);
    await storeBatch(all.map(({ sid }) => callback(sid, "sent")));
    await storeBatch(all.map(({ messageId }) => callback(partOf(messageId), "sent")));
    trips.push(await tripsUnderLocks(all));
  }
  expect(trips[1]).toBe(trips[0]);
  expect(trips[0]).toBeLessThanOrEqual(12);
});

/** Trips from the claim to the commit: statements that are sent together are one. */
async function tripsUnderLocks(all: readonly TwoPartSend[]): Promise<number> {
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
