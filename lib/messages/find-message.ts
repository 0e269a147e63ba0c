import type { Message } from "@/generated/prisma/client";
import { db } from "@/lib/db";
import { timeline } from "@/lib/delivery/story/timeline";
import { isAwaited, isDelayed } from "@/lib/stories/is-delayed";
import { readDeliveryEvents } from "@/lib/stories/read-delivery-events";
import { repeatedMessages } from "@/lib/stories/repeated-messages";
import { resolveMessageIds } from "@/lib/stories/resolve-message-ids";
import { usualReceiptMs } from "@/lib/stories/usual-receipt";
import { type MessageEventJson, type MessageJson, messageEventJson, messageJson } from "./message-json";

export type MessageWithEvents = { message: MessageJson; events: MessageEventJson[] };

/** The message that `ref` names (our id, `app:…`, a provider's id), with its events in timeline order; the newest of several. */
export async function findMessage(ref: string, now: Date = new Date()): Promise<MessageWithEvents | null> {
  const ids = (await resolveMessageIds(ref.trim())).map(({ id }) => id).sort();
  const row = await findSurvivor(ids.at(-1));
  if (!row) return null;
  const [connection, verification, events, repeated, usualMs] = await Promise.all([
    db().providerConnection.findUnique({ where: { id: row.connectionId }, select: { key: true } }),
    row.verificationId
      ? db().verification.findUnique({ where: { id: row.verificationId }, select: { externalId: true } })
      : null,
    readDeliveryEvents([row]),
    repeatedMessages([row]),
    isAwaited(row, now) ? usualReceiptMs(row.connectionId, row.destinationCountry, now) : null,
  ]);
  const message = messageJson(row, {
    connectionKey: connection?.key ?? null,
    verificationId: verification?.externalId ?? null,
    retryOf: repeated.get(row.id) ?? null,
    delayed: isDelayed(row, usualMs, now),
  });
  return { message, events: timeline(events.get(row.id) ?? []).map(messageEventJson) };
}

async function findSurvivor(id: string | undefined): Promise<Message | null> {
  const row = id === undefined ? null : await db().message.findUnique({ where: { id } });
  return row?.mergedInto ? findSurvivor(row.mergedInto) : row;
}
