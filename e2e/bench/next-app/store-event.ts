import type { MessageEvent } from "@/generated/prisma/client";
import type { Tx } from "@/lib/db";
import { sameKey } from "@/lib/delivery/fold/fold-duplicates";
import type { PreparedReport } from "@/lib/ingest/delivery-reports/prepare-reports";
import type { NewEvent } from "@/lib/ledger/messages/record-events";

export type Outcome = "stored" | "duplicate";

/** Writes the event, or one more arrival of it, with its bytes; returns all events that the message then has. */
export async function storeEvent(
  tx: Tx,
  messageId: string,
  report: PreparedReport,
): Promise<{ outcome: Outcome; events: NewEvent[] }> {
  const arrived: NewEvent = { ...report.event, messageId };
  const known = (await tx.messageEvent.findMany({ where: { messageId } })).map(eventOf);
  const same = known.find(({ dedupeKey }) => dedupeKey === arrived.dedupeKey);
  const event = same ? { ...sameKey(same, arrived), messageId } : arrived;
  if (same) await updateEvent(tx, event, report);
  else await tx.messageEvent.create({ data: rowOf(event), select: { messageId: true } });
  await tx.eventPayload.createMany({ data: [payloadOf(arrived, report)], skipDuplicates: true });
  return { outcome: same ? "duplicate" : "stored", events: [...known.filter((one) => one !== same), event] };
}

async function updateEvent(tx: Tx, event: NewEvent, report: PreparedReport): Promise<void> {
  const { messageId, dedupeKey, ...facts } = rowOf(event);
  const where = { messageId_dedupeKey: { messageId, dedupeKey } };
  await tx.messageEvent.update({ where, data: facts, select: { messageId: true } });
  const { receivedAt } = report.event;
  const further = { bodyHash: bytes(report.event.bodyHash), receivedAt, attempt: report.attempt };
  await tx.eventDuplicate.createMany({
    data: [{ messageId, dedupeKey, ordinal: event.duplicateCount, ...further }],
  });
}

function payloadOf({ messageId, dedupeKey, receivedAt }: NewEvent, { body }: PreparedReport) {
  const { bodyHash, cryptoId, ciphertext, secretId } = body;
  const keys = { messageId, dedupeKey: bytes(dedupeKey), bodyHash: bytes(bodyHash) };
  return { ...keys, cryptoId, ciphertext: new Uint8Array(ciphertext), secretId, receivedAt };
}

function rowOf(event: NewEvent) {
  return { ...event, dedupeKey: bytes(event.dedupeKey), bodyHash: bytes(event.bodyHash) };
}

function eventOf(row: MessageEvent): NewEvent {
  return { ...row, dedupeKey: hex(row.dedupeKey), bodyHash: hex(row.bodyHash) } as NewEvent;
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text, "hex"));
}

function hex(data: Uint8Array): string {
  return Buffer.from(data).toString("hex");
}
