import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { aStep, newWorld, take } from "@/e2e/support/random-steps";
import { newMessageSid, receipt } from "@/e2e/support/receipts";
import { sendingApp, uniqueId } from "@/e2e/support/sending-app";
import { messagesOf } from "@/e2e/support/stored-rows";
import { closeDb, db } from "@/lib/db";
import { storeBatch } from "@/lib/ingest/store-callbacks";
import { checkDrift } from "@/lib/ledger/check-drift";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { registerMessages } from "./register-message";
import { RegisterMessageInput } from "./registration";

const start = new Date(Date.now() - 3_600_000);
const at = (seconds: number) => new Date(start.getTime() + seconds * 1000);

afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

it("a receipt that names a message of callbacks and one registered to a handle leaves every count true", async () => {
  const app = await sendingApp();
  const [messageId, providerMessageId] = [uniqueId("m"), newMessageSid()];
  const report = { providerMessageId, recipient: "+447700900801" };
  await storeBatch([receipt(app.connection, { ...report, rawStatus: "sent" }, at(1))]);
  const input = { connection: app.connection.key, to: "@ann_example", channel: "telegram", messageId };
  await registerMessages(app.apiKey, [RegisterMessageInput.parse(input)], () => at(2));
  await storeBatch([receipt(app.connection, { ...report, clientReference: messageId, rawStatus: "delivered" }, at(3))]);

  const [survivor] = (await messagesOf(app.connection)).filter(({ merged_into }) => merged_into === null);
  expect(survivor).toMatchObject({ status: "delivered", origin: "registration", destination_country: null });
  expect(await checkDrift({ connectionId: app.connection.id })).toMatchObject({ messages: 1, drifts: [] });
});

describe("whatever is told of messages that share their ids", () => {
  it.each([1, 4])(
    "leaves summaries and counts that are true, with %i writers",
    async (writers) => {
      await fc.assert(
        fc.asyncProperty(fc.array(aStep, { minLength: 10, maxLength: 30 }), async (steps) => {
          const app = await sendingApp();
          const world = newWorld(app, start);
          const left = steps.map((step, seconds) => ({ step, seconds })).reverse();
          const write = async () => {
            for (let next = left.pop(); next; next = left.pop()) await take(world, next.step, next.seconds);
          };
          await Promise.all(Array.from({ length: writers }, write));
          expect((await checkDrift({ connectionId: app.connection.id })).drifts).toEqual([]);
          const refs = await db().messageRef.findMany({ where: { namespace: { endsWith: app.connection.id } } });
          const live = await db().message.findMany({ where: { connectionId: app.connection.id, mergedInto: null } });
          expect(refs.filter(({ messageId }) => !live.some(({ id }) => id === messageId))).toEqual([]);
        }),
        { numRuns: 8, endOnFailure: true },
      );
    },
    180_000,
  );
});
