import { randomUUID } from "node:crypto";
import type { Message } from "@/generated/prisma/client";
import type { Tx } from "@/lib/db";
import type { CountedMessage } from "@/lib/delivery/counts/contribution";
import { newId } from "@/lib/ids";
import type { PreparedReport } from "@/lib/ingest/delivery-reports/prepare-reports";

/** What this contender reads of a message's row. */
export type ReadMessage = CountedMessage & Pick<Message, "id" | "updatedAt">;

/** The message that a report names, locked; a new one where its refs are not known. `before` is null for that. */
export async function findOrCreateMessage(
  tx: Tx,
  report: PreparedReport,
): Promise<{ before: ReadMessage | null; message: ReadMessage }> {
  const known = await tx.messageRef.findFirst({ where: { OR: report.refs } });
  if (known) {
    await tx.$executeRaw`SELECT FROM messages WHERE id = ${known.messageId}::uuid FOR NO KEY UPDATE`;
    const before = await tx.message.findUniqueOrThrow({ where: { id: known.messageId } });
    return { before: before as ReadMessage, message: before as ReadMessage };
  }
  const id = newId(report.event.receivedAt);
  await tx.messageRef.createMany({ data: report.refs.map((ref) => ({ ...ref, messageId: id })) });
  const message = await tx.message.create({ data: bornOf(report, id) });
  return { before: null, message: message as ReadMessage };
}

function bornOf({ connection, event, recipient, ...report }: PreparedReport, id: string) {
  return {
    id,
    connectionId: connection.id,
    provider: connection.provider,
    providerMessageId: report.providerMessageId,
    origin: "callback",
    channel: event.channel ?? "sms",
    senderIdentity: event.sender ?? null,
    carrierMccMnc: report.carrierMccMnc,
    carrierName: report.carrierName,
    parts: report.parts,
    price: report.price,
    currency: report.currency,
    destinationCountry: recipient?.country ?? null,
    recipientHash: recipient && new Uint8Array(recipient.hash),
    recipientHashKey: recipient?.hashKey ?? null,
    recipientCiphertext: recipient && new Uint8Array(recipient.ciphertext),
    recipientMasked: recipient?.masked ?? null,
    cryptoId: recipient?.cryptoId ?? randomUUID(),
    deadlineAt: new Date(event.receivedAt.getTime() + connection.receiptDeadlineSeconds * 1000),
    createdAt: event.receivedAt,
    updatedAt: event.receivedAt,
  };
}
