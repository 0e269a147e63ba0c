import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newMessageSid, receipt } from "@/e2e/support/receipts";
import { type SendingApp, sendingApp, uniqueId } from "@/e2e/support/sending-app";
import { messagesOf, reviewOf } from "@/e2e/support/stored-rows";
import { closeDb, db } from "@/lib/db";
import { checkDrift } from "@/lib/ledger/check-drift";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { recordVerificationEvents } from "@/lib/registrations/record-verification-events";
import { registerMessages } from "@/lib/registrations/register-message";
import { RegisterMessageInput } from "@/lib/registrations/registration";
import { updateMessage } from "@/lib/registrations/update-message";
import { VerificationEventInput } from "@/lib/registrations/verification-event";
import { storeBatch } from "./store-callbacks";

const now = new Date();
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const ONE = "+447700900701";
const ANOTHER = "+14155550171";

let app: SendingApp;
beforeAll(async () => {
  app = await sendingApp();
});
afterAll(async () => {
  expect((await checkDrift({ connectionId: app.connection.id })).drifts).toEqual([]);
  await closeIngestPool();
  await closeDb();
});

type Report = Parameters<typeof receipt>[1];
const callback = (report: Report, seconds = 1) => storeBatch([receipt(app.connection, report, at(seconds))]);
const register = async (body: object): Promise<string> => {
  const input = RegisterMessageInput.parse({ connection: app.connection.key, to: ONE, ...body });
  const [outcome] = await registerMessages(app.apiKey, [input], () => now);
  if (!outcome?.ok) throw outcome?.error ?? new Error("no outcome");
  return outcome.value.id;
};
const rowOf = (id: string) => db().message.findUniqueOrThrow({ where: { id } });
const count = async (kind: string) => {
  const items = (await reviewOf(app.connection)).filter((item) => item.kind === kind);
  return items.reduce((sum, item) => sum + Number(item.count), 0);
};

describe("a receipt whose ids name two messages that were both registered", () => {
  it.each([
    ["known by the app's id alone", () => ({})],
    ["known by another provider id too", () => ({ providerMessageId: newMessageSid() })],
  ])("counts for the one that the provider's id names; the other is %s", async (_what, more) => {
    const before = await count("contradicting_ids");
    const [messageId, providerMessageId] = [uniqueId("a"), newMessageSid()];
    const a = await register({ messageId, ...more() });
    const own = (await rowOf(a)).providerMessageId;
    const b = await register({ messageId: uniqueId("b"), providerMessageId });
    const report = { providerMessageId, clientReference: messageId, rawStatus: "delivered" };
    await callback(report);
    await callback(report, 2);

    expect(await rowOf(a)).toMatchObject({ status: "unknown", providerMessageId: own, mergedInto: null });
    expect(await rowOf(b)).toMatchObject({ status: "delivered", providerMessageId, mergedInto: null });
    expect(await count("contradicting_ids")).toBe(before + 1);
  });

  it("in one batch with receipts that share its ids leaves each where it belongs", async () => {
    const [messageId, providerMessageId] = [uniqueId("a"), newMessageSid()];
    const a = await register({ messageId });
    const b = await register({ messageId: uniqueId("b"), providerMessageId });
    const aOwn = newMessageSid();
    const reports: Report[] = [
      { providerMessageId, clientReference: messageId, rawStatus: "sent" },
      { providerMessageId: aOwn, clientReference: messageId, rawStatus: "failed" },
      { providerMessageId, rawStatus: "delivered" },
    ];
    await storeBatch(reports.map((report, index) => receipt(app.connection, report, at(index))));
    expect(await rowOf(a)).toMatchObject({ status: "failed", providerMessageId: aOwn });
    expect(await rowOf(b)).toMatchObject({ status: "delivered", providerMessageId });
  });
});

describe("evidence of two people in one story", () => {
  const differs = async (id: string) => (await rowOf(id)).recipientsDiffer;

  it("is kept and marked when a receipt names another recipient than the registration", async () => {
    const before = await count("recipients_differ");
    const providerMessageId = newMessageSid();
    const id = await register({ providerMessageId });
    await callback({ providerMessageId, rawStatus: "sent", recipient: ONE });
    expect(await differs(id)).toBe(false);
    await callback({ providerMessageId, rawStatus: "delivered", recipient: ANOTHER }, 2);
    await callback({ providerMessageId, rawStatus: "delivered", recipient: ANOTHER }, 3);
    expect(await rowOf(id)).toMatchObject({ status: "delivered", destinationCountry: "GB", recipientsDiffer: true });
    expect(await count("recipients_differ")).toBe(before + 1);
  });

  it("is marked when the registration comes second, and when two receipts differ", async () => {
    const [first, second] = [newMessageSid(), newMessageSid()];
    await callback({ providerMessageId: first, rawStatus: "sent", recipient: ANOTHER });
    const id = await register({ providerMessageId: first });
    expect(await rowOf(id)).toMatchObject({ destinationCountry: "GB", recipientsDiffer: true });
    await callback({ providerMessageId: second, rawStatus: "sent", recipient: ANOTHER });
    await callback({ providerMessageId: second, rawStatus: "delivered", recipient: ONE }, 2);
    const born = (await messagesOf(app.connection)).find((row) => row.provider_message_id === second);
    expect(born).toMatchObject({ recipients_differ: true, destination_country: "US" });
  });

  it("is marked when two messages with a recipient each turn out to be one", async () => {
    const [messageId, providerMessageId] = [uniqueId("m"), newMessageSid()];
    const id = await register({ messageId });
    await callback({ providerMessageId, rawStatus: "sent", recipient: ANOTHER });
    const merged = await updateMessage(app.apiKey, `app:${messageId}`, { providerMessageId }, () => at(5));
    expect(merged.id).toBe(id);
    expect(await differs(id)).toBe(true);
  });

  it("is not seen in the same number written otherwise, nor in an address beside a number", async () => {
    const providerMessageId = newMessageSid();
    const id = await register({ providerMessageId, to: "+44 7700 900701" });
    await callback({ providerMessageId, rawStatus: "sent", recipient: "447700900701" });
    await callback({ providerMessageId, rawStatus: "delivered", channel: "email", recipient: "ann@example.com" }, 2);
    expect(await differs(id)).toBe(false);
  });

  it("is marked in an attempt: a second recipient or user of its messages or events", async () => {
    const before = await count("recipients_differ");
    const [byMessage, byUser, byEvent, alike] = [uniqueId("v"), uniqueId("v"), uniqueId("v"), uniqueId("v")];
    await register({ verificationId: byMessage, messageId: uniqueId("m") });
    const second = await register({ verificationId: byMessage, messageId: uniqueId("m"), to: ANOTHER });
    await register({ verificationId: byUser, messageId: uniqueId("m"), userRef: "user-1" });
    await register({ verificationId: byUser, messageId: uniqueId("m"), userRef: "user-2" });
    await register({ verificationId: byEvent, messageId: uniqueId("m") });
    const event = { eventId: "1", type: "code_sent", at: now.toISOString(), to: ANOTHER };
    await recordVerificationEvents(app.apiKey, byEvent, [VerificationEventInput.parse(event)], () => now);
    await register({ verificationId: alike, messageId: uniqueId("m"), userRef: "user-1" });
    await register({ verificationId: alike, messageId: uniqueId("m"), to: "ann@example.com", channel: "email" });

    const marked = async (externalId: string) =>
      (await db().verification.findUniqueOrThrow({ where: { externalId } })).recipientsDiffer;
    expect(await Promise.all([byMessage, byUser, byEvent, alike].map(marked))).toEqual([true, true, true, false]);
    expect(await differs(second)).toBe(true);
    expect(await count("recipients_differ")).toBe(before + 3);
  });
});

describe("receipts that change the channel", () => {
  const rcs = { channel: "rcs" as const, sender: "example_brand_agent", rawStatus: "sent" };
  const sms = { channel: "sms" as const, sender: "+15555550199", rawStatus: "delivered" };

  it.each([
    ["not registered", null, "+15555550199"],
    ["registered without a channel", { sender: "example_brand_agent" }, "+15555550199"],
    ["registered for the first channel", { channel: "rcs", sender: "example_brand_agent" }, "+15555550199"],
    ["registered for the channel that decided", { channel: "sms", sender: "ACME" }, "ACME"],
  ])(
    "leave the deciding receipt's channel and sender in the summary, in any order: %s",
    async (_what, told, sender) => {
      const orders = [
        ["register", "rcs", "sms"],
        ["rcs", "sms", "register"],
        ["sms", "register", "rcs"],
      ];
      for (const order of orders) {
        const providerMessageId = newMessageSid();
        for (const [seconds, step] of order.entries()) {
          if (step === "rcs") await callback({ ...rcs, providerMessageId, recipient: ONE }, seconds);
          else if (step === "sms") await callback({ ...sms, providerMessageId, recipient: ONE }, seconds);
          else if (told) await register({ ...told, providerMessageId });
        }
        const row = (await messagesOf(app.connection)).find((one) => one.provider_message_id === providerMessageId);
        expect({ order, ...row }).toMatchObject({
          order,
          channel: "sms",
          sender_identity: sender,
          status: "delivered",
        });
        const events = await db().messageEvent.findMany({ where: { messageId: row?.id ?? "" } });
        expect(events.find(({ channel }) => channel === "rcs")).toMatchObject({ sender: "example_brand_agent" });
      }
    },
  );

  it("never replace the sender that the app registered while the channel stays the same", async () => {
    const providerMessageId = newMessageSid();
    const id = await register({ providerMessageId, channel: "sms", sender: "ACME" });
    await callback({ ...sms, providerMessageId });
    expect(await rowOf(id)).toMatchObject({ channel: "sms", senderIdentity: "ACME" });
    expect(await updateMessage(app.apiKey, id, { sender: "ACME" }, () => at(9))).toMatchObject({ id });
  });
});
