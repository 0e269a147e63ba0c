import { afterAll, describe, expect, it } from "vitest";
import { newMessageSid, receipt } from "@/e2e/support/receipts";
import { type SendingApp, sendingApp, uniqueId } from "@/e2e/support/sending-app";
import { closeDb, db, readPool } from "@/lib/db";
import { storeBatch } from "@/lib/ingest/store-callbacks";
import { checkDrift } from "@/lib/ledger/check-drift";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { inTransaction, type Transaction } from "@/lib/ledger/sql/transaction";
import { recordVerificationEvents } from "./record-verification-events";
import { registerMessages } from "./register-message";
import { RegisterMessageInput } from "./registration";
import { storeAttachment } from "./store-attachment";
import { updateMessage } from "./update-message";
import { VerificationEventInput } from "./verification-event";

afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

const ROUNDS = 40;
const start = new Date();
const later = (ms: number) => new Date(start.getTime() + ms);

type Send = { sid: string; messageId: string; verificationId: string };

/** Everything that may happen to one send, each step able to come in any order and at the same time as any other. */
function steps(app: SendingApp, send: Send, round: number): (() => Promise<unknown>)[] {
  const callback = (rawStatus: string, ms: number) => () =>
    storeBatch([
      receipt(app.connection, { providerMessageId: send.sid, rawStatus, recipient: "+14155550142" }, later(ms)),
    ]);
  const body = {
    connection: app.connection.key,
    to: "+14155550142",
    messageId: send.messageId,
    verificationId: send.verificationId,
  };
  const withProviderId = round % 2 === 0;
  const register = async () => {
    const input = RegisterMessageInput.parse(withProviderId ? { ...body, providerMessageId: send.sid } : body);
    await registerMessages(app.apiKey, [input], () => later(round));
    if (!withProviderId)
      await updateMessage(app.apiKey, `app:${send.messageId}`, { providerMessageId: send.sid }, () => later(round));
  };
  const verify = (type: string) => () => {
    const event = { eventId: type, type, at: later(30).toISOString(), messageId: send.messageId };
    return recordVerificationEvents(app.apiKey, send.verificationId, [VerificationEventInput.parse(event)], () =>
      later(40),
    );
  };
  const callbacks = [callback("sent", 10), callback("delivered", 20), callback("delivered", 25)];
  return [...callbacks, register, register, verify("requested"), verify("verified")];
}

it("registrations, attachments and callbacks at once end as one message with every event exactly once", async () => {
  const app = await sendingApp();
  const sends = Array.from({ length: ROUNDS }, () => ({
    sid: newMessageSid(),
    messageId: uniqueId("m"),
    verificationId: uniqueId("v"),
  }));
  const work = sends.flatMap((send, round) => steps(app, send, round));
  await inParallel(shuffled(work));

  const rows = await db().message.findMany({ where: { connectionId: app.connection.id, mergedInto: null } });
  expect(rows).toHaveLength(ROUNDS);
  for (const send of sends) {
    const row = rows.find(({ providerMessageId }) => providerMessageId === send.sid);
    expect(row).toMatchObject({ status: "delivered", appMessageId: send.messageId, origin: "registration" });
    const events = await db().messageEvent.findMany({
      where: { messageId: row?.id ?? "" },
      orderBy: { status: "asc" },
    });
    expect(events.map(({ status, duplicateCount }) => [status, duplicateCount])).toEqual([
      ["delivered", 1],
      ["sent", 0],
    ]);
    const verification = await db().verification.findUniqueOrThrow({ where: { externalId: send.verificationId } });
    expect(verification).toMatchObject({ id: row?.verificationId, state: "verified", destinationCountry: "US" });
    const refs = await db().messageRef.findMany({ where: { ref: { in: [send.sid, send.messageId] } } });
    expect(new Set(refs.map(({ messageId }) => messageId))).toEqual(new Set([row?.id]));
  }
  expect((await checkDrift({ connectionId: app.connection.id })).drifts).toEqual([]);
  const counts = await db().$queryRaw<{ is_registered: boolean; status: string; sum: bigint }[]>`
    SELECT is_registered, status, sum(count)::bigint AS sum FROM delivery_rollups
     WHERE connection_id = ${app.connection.id}::uuid GROUP BY is_registered, status HAVING sum(count) <> 0`;
  expect(counts).toEqual([{ is_registered: true, status: "delivered", sum: BigInt(ROUNDS) }]);
}, 60_000);

it("an attachment that meets the same one in the middle of its decision is no conflict", async () => {
  const app = await sendingApp();
  const [sid, messageId] = [newMessageSid(), uniqueId("m")];
  await storeBatch([receipt(app.connection, { providerMessageId: sid, rawStatus: "sent" }, later(0))]);
  const input = RegisterMessageInput.parse({ connection: app.connection.key, to: "+14155550100", messageId });
  await registerMessages(app.apiKey, [input], () => later(10));

  const attachment = { fields: { providerMessageId: sid }, recipient: null };
  let other: Promise<unknown> | undefined;
  const attachMeanwhile = () => updateMessage(app.apiKey, `app:${messageId}`, attachment.fields, () => later(20));
  const outcome = await inTransaction((tx) => {
    const query = async (statement: { name?: string; text: string }) => {
      const answer = await tx.query(statement);
      if (statement.name === "glimpse-messages") other ??= attachMeanwhile();
      await other;
      return answer;
    };
    const interrupted: Transaction = Object.assign(Object.create(tx), { query });
    return storeAttachment(interrupted, `app:${messageId}`, attachment, app.apiKey.id, later(30));
  }, readPool());
  expect(outcome).toMatchObject({ ok: true, value: { messageId, providerMessageId: sid } });
  expect(await db().message.count({ where: { connectionId: app.connection.id, mergedInto: null } })).toBe(1);
});

describe("every order", () => {
  const STEPS = ["register", "attach", "sent", "delivered"] as const;
  type Step = (typeof STEPS)[number];
  // There is nothing to attach to before the registration.
  const orders = permutations(STEPS).filter((order) => order.indexOf("register") < order.indexOf("attach"));

  it.each(orders)("%s, %s, %s, %s ends the same", async (...order: Step[]) => {
    const app = await sendingApp();
    const [sid, messageId] = [newMessageSid(), uniqueId("m")];
    const input = { connection: app.connection.key, to: "+14155550142", messageId, useCase: "login", sender: "ACME" };
    for (const [index, step] of order.entries()) {
      const at = later(index * 1000);
      if (step === "register") await registerMessages(app.apiKey, [RegisterMessageInput.parse(input)], () => at);
      else if (step === "attach")
        await updateMessage(app.apiKey, `app:${messageId}`, { providerMessageId: sid }, () => at);
      else
        await storeBatch([
          receipt(app.connection, { providerMessageId: sid, rawStatus: step, recipient: input.to }, at),
        ]);
    }
    const rows = await db().message.findMany({ where: { connectionId: app.connection.id, mergedInto: null } });
    const told = {
      status: "delivered",
      providerMessageId: sid,
      appMessageId: messageId,
      useCase: "login",
      senderIdentity: "ACME",
    };
    expect(rows).toMatchObject([{ ...told, origin: "registration", destinationCountry: "US" }]);
    expect(await db().messageEvent.count({ where: { messageId: rows[0]?.id ?? "" } })).toBe(2);
    // Repeating the registration finds the same message, under whichever id it lives on.
    const [again] = await registerMessages(app.apiKey, [RegisterMessageInput.parse(input)], () => later(9000));
    expect(again).toMatchObject({ ok: true, created: false, value: { id: rows[0]?.id } });
  });
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

/** As many at once as there are connections, and more: writers that meet on the same rows in every order. */
async function inParallel(work: (() => Promise<unknown>)[]): Promise<void> {
  const worker = async () => {
    for (let step = work.pop(); step; step = work.pop()) await step();
  };
  await Promise.all(Array.from({ length: 20 }, worker));
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, order: Math.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}
