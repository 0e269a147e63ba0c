import { db } from "@/lib/db";
import type { DeliveryEvent } from "@/lib/delivery/fold/delivery-event";
import { orderEvents } from "@/lib/delivery/fold/order-events";
import { idRange } from "@/lib/ledger/sql/id-range";

/** The events of some messages, by message id, each message's in the order of every reader. */
export async function readDeliveryEvents(messageIds: readonly string[]): Promise<Map<string, DeliveryEvent[]>> {
  if (messageIds.length === 0) return new Map();
  const [gte, lte] = idRange(messageIds);
  const rows = await db().messageEvent.findMany({ where: { messageId: { in: [...messageIds], gte, lte } } });
  const byMessage = new Map<string, DeliveryEvent[]>();
  for (const { messageId, bodyHash: _, ...row } of rows) {
    // The closed sets are checked by the table itself.
    const event = { ...row, dedupeKey: Buffer.from(row.dedupeKey).toString("hex") } as DeliveryEvent;
    const list = byMessage.get(messageId);
    if (list) list.push(event);
    else byMessage.set(messageId, [event]);
  }
  return new Map([...byMessage].map(([messageId, events]) => [messageId, orderEvents(events)]));
}
