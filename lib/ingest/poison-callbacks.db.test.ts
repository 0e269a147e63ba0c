import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { newMessageSid } from "@/e2e/support/receipts";
import { messagesOf, reviewOf } from "@/e2e/support/stored-rows";
import { closeDb, db } from "@/lib/db";
import { openBody } from "@/lib/ledger/messages/seal-body";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import type { DeliveryReport, Provider, WebhookRequest } from "@/lib/providers/provider";
import { twilio } from "@/lib/providers/twilio/twilio";
import type { Connection } from "./connections";
import { prepareCallback, readCallback } from "./prepare-callback";
import { storeBatch } from "./store-callbacks";

afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

const BODY = "MessageSid=SM1&To=%2B14155550142";

/** A connection whose adapter is not what it should be. */
function connectionWith(broken: Partial<Provider>): Connection {
  const facts = { id: randomUUID(), key: "k", provider: "twilio", label: "Broken", isActive: true };
  const adapter = { ...twilio, ...broken } as Provider;
  const settings = { receiptDeadlineSeconds: 300, confirmByPoll: false };
  return { ...facts, ...settings, adapter, mappings: [], secretSets: [], callers: null };
}

async function take(connection: Connection): Promise<void> {
  const url = "https://callbacks.otpdesk.test/api/webhooks/twilio/k";
  const request: WebhookRequest = { method: "POST", url, headers: {}, body: Buffer.from(BODY), receivedAt: new Date() };
  const read = readCallback(request, connection);
  if (read.kind === "handshake" || read.kind === "confirm") throw new Error("no question was sent");
  await storeBatch([prepareCallback(read, request, connection, null)]);
}

const ofConnection = (connection: Connection) => ({ ...connection, provider: "twilio" as const });

describe("a callback that our own code fails on", () => {
  it("when it is read is kept sealed and goes to the review queue", async () => {
    const connection = connectionWith({
      parse: () => {
        throw new TypeError("cannot read +14155550142");
      },
    });
    await take(connection);
    const [item] = await reviewOf(ofConnection(connection));
    expect(item).toMatchObject({ kind: "poison", group_key: "reading", count: "1" });
    const [kept] = await db().reviewPayload.findMany({ where: { reviewItemId: item?.id } });
    expect(openBody(kept?.ciphertext ?? Buffer.alloc(0), kept?.cryptoId ?? "").body.toString()).toBe(BODY);
    expect(JSON.stringify(item)).not.toContain("4155550142");
  });

  it("when one of its reports is prepared is kept too, and its other reports are stored", async () => {
    const good: DeliveryReport = { index: 1, providerMessageId: newMessageSid(), rawStatus: "delivered" };
    const bad = { ...good, index: 0, rawStatus: undefined as never };
    const connection = connectionWith({ parse: () => ({ kind: "reports", reports: [bad, good] }) });
    await take(connection);
    expect(await messagesOf(ofConnection(connection))).toMatchObject([{ status: "delivered" }]);
    expect(await reviewOf(ofConnection(connection))).toMatchObject([{ kind: "poison", group_key: "preparing" }]);
  });

  it("when the try is counted is stored all the same", async () => {
    const report: DeliveryReport = { index: 0, providerMessageId: newMessageSid(), rawStatus: "sent" };
    const connection = connectionWith({
      parse: () => ({ kind: "reports", reports: [report] }),
      attempt: () => {
        throw new RangeError("no such try");
      },
    });
    await take(connection);
    expect(await messagesOf(ofConnection(connection))).toMatchObject([{ status: "sent" }]);
  });
});
