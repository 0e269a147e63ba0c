import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { newMessageSid, receipt, type TestConnection, testConnection } from "@/e2e/support/receipts";
import { countStored, eventsOf, messagesOf, reviewOf } from "@/e2e/support/stored-rows";
import { closeDb } from "@/lib/db";
import { newId } from "@/lib/ids";
import { checkDrift } from "@/lib/ledger/check-drift";
import { bornMessage, insertMessages } from "@/lib/ledger/messages/insert-messages";
import { clientRef } from "@/lib/ledger/messages/message-ref";
import { resolveRefs } from "@/lib/ledger/messages/message-refs";
import { settleMessages } from "@/lib/ledger/settle-messages";
import { closeIngestPool, ingestPool } from "@/lib/ledger/sql/pool";
import { inTransaction } from "@/lib/ledger/sql/transaction";
import { storeBatch } from "./store-callbacks";

const START = new Date(Date.now() - 3_600_000);
const at = (seconds: number) => new Date(START.getTime() + seconds * 1000);

afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

describe("one callback", () => {
  it("creates the message that nobody registered, with its event, its summary and its sealed body", async () => {
    const connection = testConnection();
    const sid = newMessageSid();
    await storeBatch([
      receipt(connection, { providerMessageId: sid, rawStatus: "delivered", recipient: "+14155550100" }, at(3)),
    ]);

    const [message] = await messagesOf(connection);
    expect(message).toMatchObject({
      origin: "callback",
      status: "delivered",
      is_final: true,
      destination_country: "US",
    });
    expect(message?.recipient_masked).not.toContain("415555");
    expect(await countStored("event_payloads", connection)).toBe(1);
  });

  it("is stored once however often it comes, and counts", async () => {
    const connection = testConnection();
    const sid = newMessageSid();
    const copies = [5, 4, 9].map((seconds) =>
      receipt(connection, { providerMessageId: sid, rawStatus: "sent" }, at(seconds)),
    );
    await storeBatch(copies.slice(0, 2));
    const [last] = await storeBatch(copies.slice(2));

    expect(last).toEqual({ stored: 0, duplicates: 1, differing: 0 });
    const [event] = await eventsOf(connection);
    expect(event).toMatchObject({ duplicate_count: 2, differs: false, received_at: at(4) });
    expect(await countStored("event_duplicates", connection)).toBe(2);
    expect(await countStored("event_payloads", connection)).toBe(1);
  });

  it("keeps another body under the same key, marks it, and shows it in the review queue", async () => {
    const connection = testConnection();
    const report = { providerMessageId: newMessageSid(), rawStatus: "sent" };
    await storeBatch([receipt(connection, report, at(1), "first")]);
    const [second] = await storeBatch([receipt(connection, report, at(2), "second")]);

    expect(second).toEqual({ stored: 0, duplicates: 1, differing: 1 });
    expect(await eventsOf(connection)).toMatchObject([{ duplicate_count: 1, differs: true }]);
    expect(await countStored("event_payloads", connection)).toBe(2);
    expect(await reviewOf(connection)).toMatchObject([{ kind: "differing_duplicate", count: "1" }]);
  });

  it("puts an unknown status into the review queue and keeps the event", async () => {
    const connection = testConnection();
    await storeBatch([receipt(connection, { providerMessageId: newMessageSid(), rawStatus: "teleported" }, at(1))]);
    expect(await reviewOf(connection)).toMatchObject([{ kind: "unknown_status", group_key: "teleported", count: "1" }]);
    expect(await messagesOf(connection)).toMatchObject([{ status: "unknown", is_final: false }]);
  });

  it("makes the partition that is missing", async () => {
    const connection = testConnection();
    const long = new Date(Date.UTC(START.getUTCFullYear(), START.getUTCMonth() - 7, 12));
    await storeBatch([receipt(connection, { providerMessageId: newMessageSid(), rawStatus: "sent" }, long)]);
    expect(await messagesOf(connection)).toMatchObject([{ created_at: long }]);
  });
});

describe("a poison event", () => {
  it("goes to the review queue alone, and its 255 neighbours are stored", async () => {
    const connection = testConnection();
    const batch = Array.from({ length: 256 }, (_, n) =>
      receipt(
        connection,
        { providerMessageId: newMessageSid(), rawStatus: "sent", rawReason: n === 77 ? "bad \u0000 byte" : undefined },
        at(n),
      ),
    );
    const recorded = await storeBatch(batch);
    expect(recorded.filter(({ stored }) => stored === 1)).toHaveLength(255);
    expect(await messagesOf(connection)).toHaveLength(255);
    expect(await reviewOf(connection)).toMatchObject([{ kind: "poison", count: "1" }]);
  });
});

describe("two references", () => {
  it("that turn out to name one message merge it, the older id surviving with every event", async () => {
    const connection = testConnection();
    const [sid, label] = [newMessageSid(), `order-${newMessageSid()}`];
    await storeBatch([receipt(connection, { providerMessageId: sid, rawStatus: "sent" }, at(1))]);
    const registered = await registerUnder(connection, label, at(2));
    await storeBatch([
      receipt(connection, { providerMessageId: sid, clientReference: label, rawStatus: "delivered" }, at(9)),
    ]);

    const [survivor, tombstone] = await messagesOf(connection);
    expect(survivor).toMatchObject({
      status: "delivered",
      merged_into: null,
      origin: "registration",
      use_case: "login",
    });
    expect(tombstone).toMatchObject({ id: registered, merged_into: survivor?.id, recipient_hash: null });
    expect((await eventsOf(connection)).map((event) => event.message_id)).toEqual(Array(2).fill(survivor?.id));

    await storeBatch([receipt(connection, { providerMessageId: sid, rawStatus: "failed" }, at(11))]);
    expect((await messagesOf(connection))[0]).toMatchObject({ status: "delivered", conflicting: true });
    expect(await checkDrift({ connectionId: connection.id })).toMatchObject({ messages: 1, drifts: [] });
  });

  it("of which one is a label that many messages carry keep different people's receipts apart", async () => {
    const connection = testConnection();
    const clientReference = `login-campaign-${newMessageSid()}`;
    const labelled = (recipient: string, seconds: number) =>
      receipt(
        connection,
        { providerMessageId: newMessageSid(), clientReference, rawStatus: "sent", recipient },
        at(seconds),
      );
    await storeBatch([labelled("+14155550110", 1), labelled("+14155550111", 2)]);
    await Promise.all([storeBatch([labelled("+14155550112", 3)]), storeBatch([labelled("+14155550113", 4)])]);
    const messages = await messagesOf(connection);
    expect(new Set(messages.map((row) => row.recipient_masked)).size).toBe(messages.length);
    expect(messages).toHaveLength(4);
  });
});

describe("the drift check", () => {
  it("finds a summary and a count that somebody changed", async () => {
    const connection = testConnection();
    await storeBatch([receipt(connection, { providerMessageId: newMessageSid(), rawStatus: "delivered" }, at(1))]);
    await ingestPool().query("UPDATE messages SET status = 'failed' WHERE connection_id = $1", [connection.id]);
    const { drifts } = await checkDrift({ connectionId: connection.id });
    expect(new Set(drifts.map(({ kind }) => kind))).toEqual(
      new Set(["summary", "delivery_rollups", "carrier_rollups"]),
    );
  });
});

/** A registered message without a provider's id, known by the reference that the app sent along. */
async function registerUnder(connection: TestConnection, reference: string, now: Date): Promise<string> {
  const id = newId(now);
  await inTransaction(async (tx) => {
    await resolveRefs(tx, [{ refs: [clientRef(connection.id, reference)], newId: id }]);
    const more = { origin: "registration" as const, registeredAt: now, useCase: "login", createdAt: now };
    const bare = { providerMessageId: null, senderIdentity: null, recipient: null, deadlineAt: null };
    const message = {
      id,
      connectionId: connection.id,
      provider: "twilio",
      channel: "sms" as const,
      cryptoId: randomUUID(),
    };
    const born = bornMessage({ ...message, ...bare, ...more });
    await insertMessages(tx, [born]);
    await settleMessages(tx, new Map(), [born.locked]);
  });
  return id;
}
