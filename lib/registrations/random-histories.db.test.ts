import fc from "fast-check";
import pRetry from "p-retry";
import { afterAll, describe, expect, it } from "vitest";
import { newMessageSid, receipt } from "@/e2e/support/receipts";
import { type SendingApp, sendingApp, uniqueId } from "@/e2e/support/sending-app";
import { messagesOf } from "@/e2e/support/stored-rows";
import { closeDb, db } from "@/lib/db";
import { CHANNELS } from "@/lib/delivery/fold/status";
import { isAppError } from "@/lib/errors";
import { storeBatch } from "@/lib/ingest/store-callbacks";
import { checkDrift } from "@/lib/ledger/check-drift";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { UpdateMessageInput } from "./attachment";
import { registerMessages } from "./register-message";
import { RegisterMessageInput } from "./registration";
import { updateMessage } from "./update-message";

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

/** Names that several sends share now and then, so that ids contradict each other and messages merge. */
const aName = fc.integer({ min: 0, max: 7 });
const aRecipient = fc.constantFrom("+447700900811", "+14155550181", "@ann_example", "ann@example.com");
const aChannel = fc.constantFrom(undefined, ...CHANNELS.filter((channel) => channel !== "email"));
const aSender = fc.constantFrom(undefined, "ACME", "example_brand_agent", "+15555550199");
const aCallback = fc.record({
  kind: fc.constant("callback" as const),
  part: fc.tuple(aName, fc.integer({ min: 0, max: 2 })),
  names: fc.option(aName, { nil: undefined }),
  status: fc.constantFrom("queued", "sent", "delivered", "undelivered", "failed", "teleported"),
  recipient: fc.option(aRecipient, { nil: undefined }),
  channel: aChannel,
  sender: aSender,
});
const aRegistration = fc.record({
  kind: fc.constant("register" as const),
  name: aName,
  parts: fc.subarray([0, 1, 2]),
  to: aRecipient,
  channel: aChannel,
  sender: aSender,
  attempt: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
});
const anAttachment = fc.record({
  kind: fc.constant("attach" as const),
  name: aName,
  parts: fc.subarray([0, 1, 2], { minLength: 1 }),
  sender: aSender,
});
const aStep = fc.oneof({ weight: 5, arbitrary: aCallback }, { weight: 2, arbitrary: aRegistration }, anAttachment);
type Step = typeof aStep extends fc.Arbitrary<infer T> ? T : never;

describe("whatever is told of messages that share their ids", () => {
  it.each([1, 4])(
    "leaves summaries and counts that are true, with %i writers",
    async (writers) => {
      await fc.assert(
        fc.asyncProperty(fc.array(aStep, { minLength: 10, maxLength: 30 }), async (steps) => {
          const app = await sendingApp();
          const world = {
            app,
            prefix: uniqueId("w"),
            sids: Array.from({ length: 8 }, () => [0, 1, 2].map(newMessageSid)),
          };
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

type World = { app: SendingApp; prefix: string; sids: string[][] };

/** As providers do, comes again after a 503. What the core refuses (ids of another message, a second value) is refused; nothing else may go wrong. */
async function take({ app, prefix, sids }: World, step: Step, seconds: number): Promise<void> {
  const { connection, apiKey } = app;
  const nameOf = (name: number) => `${prefix}-${name}`;
  const idsOf = (name: number, parts: readonly number[]) => parts.map((part) => sids[name]?.[part] ?? "");
  if (step.kind === "callback") {
    const { part, names, status, ...facts } = step;
    const [providerMessageId = ""] = idsOf(part[0], [part[1]]);
    const clientReference = names === undefined ? undefined : nameOf(names);
    const report = { ...facts, providerMessageId, clientReference, rawStatus: status };
    const batch = [receipt(connection, report, at(seconds))];
    await pRetry(() => storeBatch(batch), { retries: 5, minTimeout: 50 });
  } else if (step.kind === "register") {
    const { name, parts, attempt, kind: _, ...facts } = step;
    const providerMessageIds = parts.length > 0 ? idsOf(name, parts) : undefined;
    const verificationId = attempt === undefined ? undefined : `${prefix}-attempt-${attempt}`;
    const more = { messageId: nameOf(name), providerMessageIds, verificationId };
    const input = RegisterMessageInput.parse({ connection: connection.key, ...facts, ...more });
    await registerMessages(apiKey, [input], () => at(seconds));
  } else {
    const { name, parts, sender } = step;
    const input = UpdateMessageInput.parse({ providerMessageIds: idsOf(name, parts), sender });
    await updateMessage(apiKey, `app:${nameOf(name)}`, input, () => at(seconds)).catch((error) => {
      if (!isAppError(error) || !["not_found", "conflict"].includes(error.code)) throw error;
    });
  }
}
