import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newMessageSid, receipt } from "@/e2e/support/receipts";
import { type SendingApp, sendingApp, uniqueId } from "@/e2e/support/sending-app";
import { closeDb, db } from "@/lib/db";
import { noteMissingReceipts } from "@/lib/deadlines/note-missing-receipts";
import { checkDrift } from "@/lib/ledger/check-drift";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { registerMessages } from "@/lib/registrations/register-message";
import { RegisterMessageInput } from "@/lib/registrations/registration";
import { updateMessage } from "@/lib/registrations/update-message";
import { getMessageStatus } from "@/lib/stories/get-message-status";
import { storeBatch } from "./store-callbacks";

const now = new Date();
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const TO = "+447700900702";

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
const register = async (body: object) => {
  const input = RegisterMessageInput.parse({ connection: app.connection.key, to: TO, ...body });
  const [outcome] = await registerMessages(app.apiKey, [input], () => now);
  return outcome;
};
const registered = async (body: object): Promise<string> => {
  const outcome = await register(body);
  if (!outcome?.ok) throw outcome?.error ?? new Error("no outcome");
  return outcome.value.id;
};
const rowOf = (id: string) => db().message.findUniqueOrThrow({ where: { id } });
const ids = (count: number) => Array.from({ length: count }, newMessageSid);

describe("a message whose parts have ids of their own", () => {
  it("is delivered once every part is that its registration names, and not before", async () => {
    const [one = "", two = ""] = ids(2);
    const id = await registered({ providerMessageIds: [one, two] });
    await callback({ providerMessageId: one, rawStatus: "delivered" });
    expect(await rowOf(id)).toMatchObject({ status: "sent", isFinal: false, providerMessageId: one });
    await callback({ providerMessageId: two, rawStatus: "delivered" }, 2);
    expect(await rowOf(id)).toMatchObject({ status: "delivered", partial: false, isFinal: true });
    expect(await db().message.count({ where: { connectionId: app.connection.id, providerMessageId: two } })).toBe(0);
  });

  it("takes a part that comes by the client reference, whose failure leaves it delivered in part", async () => {
    const messageId = uniqueId("m");
    const [one = "", two = ""] = ids(2);
    const id = await registered({ messageId, providerMessageId: one });
    await callback({ providerMessageId: one, clientReference: messageId, rawStatus: "delivered", recipient: TO });
    const failed = { rawStatus: "failed", clientReference: messageId, recipient: TO };
    await callback({ ...failed, providerMessageId: two }, 2);
    expect(await rowOf(id)).toMatchObject({ status: "failed", partial: true, partIds: [one, two] });
    expect(await getMessageStatus(id, "en", () => at(9))).toMatchObject({
      partial: true,
      providerMessageIds: [one, two],
    });

    await callback({ providerMessageId: two, rawStatus: "delivered" }, 3);
    expect(await rowOf(id)).toMatchObject({ status: "delivered", partial: false, conflicting: true });
  });

  it("is not closed by one part while another is silent past the deadline", async () => {
    const [one = "", two = ""] = ids(2);
    const id = await registered({ providerMessageIds: [one, two] });
    await callback({ providerMessageId: one, rawStatus: "delivered" });
    await db().message.updateMany({ where: { id }, data: { deadlineAt: at(-1) } });
    await noteMissingReceipts(now);
    expect(await rowOf(id)).toMatchObject({ status: "unknown", partial: true });
  });

  it("does not take a label for a part: another person's receipt under the reference stays apart", async () => {
    const messageId = uniqueId("label");
    const [one = "", two = ""] = ids(2);
    const id = await registered({ messageId, providerMessageId: one });
    const labelled = { providerMessageId: two, clientReference: messageId, rawStatus: "failed" };
    await callback({ ...labelled, recipient: "+447700900799" });
    expect(await rowOf(id)).toMatchObject({ status: "unknown", partIds: null, recipientsDiffer: false });
  });

  it.each(["registered last", "registered first", "attached"])("is one message in every order: %s", async (order) => {
    const messageId = uniqueId("m");
    const [one = "", two = "", three = ""] = ids(3);
    const named = { messageId, providerMessageIds: [one, two, three] };
    if (order === "registered first") await registered(named);
    if (order === "attached") await registered({ messageId });
    await callback({ providerMessageId: three, rawStatus: "delivered" }, 1);
    await callback({ providerMessageId: one, rawStatus: "undelivered", errorCode: "30003" }, 2);
    if (order === "registered last") await registered(named);
    if (order === "attached") {
      const { providerMessageIds } = named;
      await updateMessage(app.apiKey, `app:${messageId}`, { providerMessageIds }, () => at(3));
      await updateMessage(app.apiKey, `app:${messageId}`, { providerMessageIds }, () => at(4));
    }
    await callback({ providerMessageId: two, rawStatus: "delivered" }, 5);

    const rows = await db().message.findMany({ where: { appMessageId: messageId, mergedInto: null } });
    expect(rows).toMatchObject([{ status: "undelivered", partial: true, errorCode: "30003" }]);
    expect(new Set(rows[0]?.partIds as string[])).toEqual(new Set([one, two, three]));
    expect(await db().messageEvent.count({ where: { messageId: rows[0]?.id ?? "" } })).toBe(3);
  });

  it("takes parts that are attached one after the other, and refuses those of another registered message", async () => {
    const messageId = uniqueId("m");
    const [one = "", two = "", foreign = ""] = ids(3);
    const id = await registered({ messageId, providerMessageId: one });
    const attach = (body: object) => updateMessage(app.apiKey, `app:${messageId}`, body, () => at(2));
    expect(await attach({ providerMessageIds: [two] })).toMatchObject({ id, providerMessageId: one });
    expect(await rowOf(id)).toMatchObject({ partIds: [one, two] });
    await registered({ providerMessageId: foreign });
    await expect(attach({ providerMessageIds: [foreign] })).rejects.toMatchObject({
      code: "conflict",
      fields: { providerMessageIds: expect.stringContaining("registered") },
    });
    expect(await register({ messageId: uniqueId("m"), providerMessageIds: [newMessageSid(), two] })).toMatchObject({
      ok: false,
      error: { code: "conflict", fields: { providerMessageIds: expect.any(String) } },
    });
  });
});
