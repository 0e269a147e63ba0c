import { randomBytes, randomUUID } from "node:crypto";
import { type PreparedReport, prepareReport } from "@/lib/ingest/delivery-reports/prepare-reports";
import type { Recordable } from "@/lib/ingest/recordable";
import { sealBody } from "@/lib/ledger/messages/seal-body";
import type { DeliveryReport } from "@/lib/providers/provider";
import { twilio } from "@/lib/providers/twilio/twilio";

export type TestConnection = { id: string; provider: "twilio"; receiptDeadlineSeconds: number };

/** A connection for tests of the core, which needs no row of its own. */
export function testConnection(): TestConnection {
  return { id: randomUUID(), provider: "twilio", receiptDeadlineSeconds: 300 };
}

export function newMessageSid(): string {
  return `SM${randomBytes(16).toString("hex")}`;
}

type ReceiptOf = Partial<DeliveryReport> & Pick<DeliveryReport, "providerMessageId" | "rawStatus">;

/** One receipt as the core takes it; `bytes` stands for the callback's body. */
export function receipt(
  connection: TestConnection,
  report: ReceiptOf,
  receivedAt: Date,
  bytes = JSON.stringify(report),
): Recordable & { arrivals: PreparedReport[] } {
  const body = sealBody({ method: "POST", query: "", headers: {}, body: Buffer.from(bytes) }, null);
  const arrival = { body, receivedAt, source: "webhook" as const, attempt: null };
  return {
    connectionId: connection.id,
    arrivals: [prepareReport({ index: 0, ...report }, twilio, connection, arrival)],
    review: [],
    body,
    receivedAt,
    bytes: bytes.length,
  };
}
