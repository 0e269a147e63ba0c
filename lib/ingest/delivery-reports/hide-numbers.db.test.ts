import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newMessageSid, receipt } from "@/e2e/support/receipts";
import { type SendingApp, sendingApp, uniqueId } from "@/e2e/support/sending-app";
import { eventsOf, messagesOf } from "@/e2e/support/stored-rows";
import { closeDb, db } from "@/lib/db";
import { checkDrift } from "@/lib/ledger/check-drift";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { hashRecipientAllKeys } from "@/lib/privacy/hash-recipient";
import { UpdateMessageInput } from "@/lib/registrations/attachment";
import { registerMessages } from "@/lib/registrations/register-message";
import { RegisterMessageInput } from "@/lib/registrations/registration";
import { updateMessage } from "@/lib/registrations/update-message";
import { lookUp } from "@/lib/stories/look-up";
import { storeBatch } from "../store-callbacks";

afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

const START = new Date(Date.now() - 3_600_000);
const at = (seconds: number) => new Date(START.getTime() + seconds * 1000);
const NUMBER = "+447700900431";
const DIGITS = /7700.?900.?431/;

let app: SendingApp;
type Report = Parameters<typeof receipt>[1];
const call = (report: Report, seconds: number) => receipt(app.connection, report, at(seconds));

beforeAll(async () => {
  app = await sendingApp();
});

/** All that is stored of this connection but the sealed bodies, and its drift. */
async function stored() {
  const [messages, events] = [await messagesOf(app.connection), await eventsOf(app.connection)];
  const refs = await db().messageRef.findMany({ where: { messageId: { in: messages.map(({ id }) => id) } } });
  return { messages, leak: DIGITS.exec(JSON.stringify({ messages, events, refs }))?.[0] ?? null };
}
const messageOf = async (id: string) => db().message.findUniqueOrThrow({ where: { id } });
const idOf = async (text: string) => {
  const found = await lookUp(text, { defaultCountries: [] });
  return found.kind === "one" ? found.storyId : found.kind;
};

describe("an id that holds the recipient's number", () => {
  const told = { recipient: NUMBER };
  it.each([
    ["first", [told, {}]],
    ["last", [{}, told]],
    ["never", [{}, {}]],
    ["both times", [told, told]],
  ])("names one message where the number is told %s, alone or in one batch", async (_, [first, second]) => {
    for (const isTogether of [false, true]) {
      const providerMessageId = `${newMessageSid()}-447700900431`;
      const before = (await messagesOf(app.connection)).length;
      const [one, two] = [
        call({ providerMessageId, rawStatus: "sent", ...first }, 1),
        call({ providerMessageId, rawStatus: "delivered", ...second }, 2),
      ];
      if (isTogether) await storeBatch([one, two]);
      else for (const each of [one, two]) await storeBatch([each]);
      expect((await messagesOf(app.connection)).length - before).toBe(1);
      expect((await messagesOf(app.connection)).at(-1)).toMatchObject({ status: "delivered" });
    }
  });

  it("is kept in clear nowhere, and finds its message as it was given", async () => {
    const own = await sendingApp();
    const providerMessageId = `WA_${uniqueId("x").slice(2, 10)}_447700900431`;
    const report = { providerMessageId, rawStatus: "delivered", recipient: NUMBER, clientReference: "ref-07700900431" };
    await storeBatch([receipt(own.connection, report, at(1))]);
    const [message] = await messagesOf(own.connection);
    const refs = await db().messageRef.findMany({ where: { messageId: message?.id } });
    expect(JSON.stringify([message, refs, await eventsOf(own.connection)])).not.toMatch(DIGITS);
    expect(refs).toHaveLength(2);
    expect(await idOf(providerMessageId)).toBe(message?.id);
  });

  it.each([
    ["in clear", (id: string) => id],
    ["hashed", (id: string) => `hash:${hashRecipientAllKeys(id)[0]?.hash.toString("base64url")}`],
  ])("finds the message of a row from before that holds it %s", async (_, form) => {
    const own = await sendingApp();
    const providerMessageId = `m-${Date.now()}-447700900431`;
    await storeBatch([receipt(own.connection, { providerMessageId, rawStatus: "sent" }, at(0))]);
    const [message] = await messagesOf(own.connection);
    await db().messageRef.updateMany({ where: { messageId: message?.id }, data: { ref: form(providerMessageId) } });
    await storeBatch([
      receipt(own.connection, { providerMessageId, rawStatus: "delivered", recipient: NUMBER }, at(1)),
      receipt(own.connection, { providerMessageId, rawStatus: "sent" }, at(2)),
    ]);
    expect(await messagesOf(own.connection)).toMatchObject([{ id: message?.id, status: "delivered" }]);
  });
});

describe("a number that one side knows", () => {
  beforeEach(async () => {
    app = await sendingApp();
  });
  const swapped = { recipient: "+15555550199", sender: "447700900431" };
  const texts = { providerEventId: "evt_07700900431", errorCode: "E447700900431", carrier: { name: "x 07700 900431" } };

  it("goes out of a receipt that does not tell it, or swaps it, where the app has told it", async () => {
    for (const given of [
      { ...texts, sender: "447700900431" },
      { ...texts, ...swapped },
    ]) {
      const providerMessageId = newMessageSid();
      await register({ providerMessageId });
      await storeBatch([call({ providerMessageId, rawStatus: "failed", ...given }, 5)]);
      const { leak, messages } = await stored();
      expect(leak).toBeNull();
      expect(messages.at(-1)).toMatchObject({ sender_identity: null, status: "failed" });
    }
  });

  it.each(["registration", "attachment", "receipt"] as const)(
    "goes out of what was stored before by its %s",
    async (by) => {
      const providerMessageId = newMessageSid();
      const userRef = `u07700900431-${by}`;
      await storeBatch([call({ providerMessageId, rawStatus: "failed", ...texts, ...swapped }, 5)]);
      const id = (await messagesOf(app.connection)).at(-1)?.id ?? "";
      expect((await messageOf(id)).senderIdentity).toBe("447700900431");
      if (by !== "registration") await attach(id, { userRef });
      if (by === "registration") await register({ providerMessageId });
      if (by === "attachment") {
        const other = await register({ messageId: uniqueId("m") });
        await attach(other, { providerMessageId });
      }
      if (by === "receipt") await storeBatch([call({ providerMessageId, rawStatus: "sent", recipient: NUMBER }, 6)]);
      expect((await stored()).leak).toBeNull();
      expect(await messageOf(id)).toMatchObject({
        senderIdentity: null,
        userRef: by === "registration" ? null : `u•••••••••••-${by}`,
      });
      expect(await checkDrift({ connectionId: app.connection.id })).toMatchObject({ drifts: [] });
    },
  );

  it("goes out of what was stored before by an attachment of `to`", async () => {
    const providerMessageId = newMessageSid();
    await storeBatch([call({ providerMessageId, rawStatus: "failed", ...texts, sender: "447700900431" }, 5)]);
    const id = (await messagesOf(app.connection)).at(-1)?.id ?? "";
    await attach(id, { userRef: "u07700900431", metadata: { note: "x07700900431" } });
    await attach(id, { to: NUMBER });
    expect((await stored()).leak).toBeNull();
    expect(await messageOf(id)).toMatchObject({ senderIdentity: null, userRef: "u•••••••••••" });
  });

  it("goes out of a neighbour in the same batch, and the counts stay right", async () => {
    const providerMessageId = newMessageSid();
    await storeBatch([
      call({ providerMessageId, rawStatus: "sent", ...texts, sender: "447700900431" }, 7),
      call({ providerMessageId, rawStatus: "delivered", recipient: NUMBER, sender: "+15555550199" }, 8),
    ]);
    const { leak, messages } = await stored();
    expect(leak).toBeNull();
    expect(messages.at(-1)).toMatchObject({ sender_identity: "+15555550199" });
    expect(await checkDrift({ connectionId: app.connection.id })).toMatchObject({ drifts: [] });
  });

  async function register(body: object): Promise<string> {
    const input = RegisterMessageInput.parse({ connection: app.connection.key, to: NUMBER, ...body });
    const [outcome] = await registerMessages(app.apiKey, [input], () => at(10));
    if (!outcome?.ok) throw outcome?.error;
    return outcome.value.id;
  }
  const attach = (id: string, body: object) =>
    updateMessage(app.apiKey, id, UpdateMessageInput.parse(body), () => at(11));
});
