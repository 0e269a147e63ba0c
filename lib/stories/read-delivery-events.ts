import type { Message } from "@/generated/prisma/client";
import { db } from "@/lib/db";
import type { DeliveryEvent } from "@/lib/delivery/fold/delivery-event";
import { numberParts } from "@/lib/delivery/fold/number-parts";
import { orderEvents } from "@/lib/delivery/fold/order-events";
import { idRange } from "@/lib/ledger/sql/id-range";

/** The events of some messages, by message id, each with the part that it is about, in the order of every reader. */
export async function readDeliveryEvents(
  messages: readonly Pick<Message, "id" | "partIds">[],
): Promise<Map<string, readonly DeliveryEvent[]>> {
  if (messages.length === 0) return new Map();
  const ids = messages.map(({ id }) => id);
  const [gte, lte] = idRange(ids);
  const rows = await db().messageEvent.findMany({ where: { messageId: { in: ids, gte, lte } } });
  const byMessage = new Map<string, DeliveryEvent[]>();
  for (const { messageId, bodyHash: _, ...row } of rows) {
    // The closed sets are checked by the table itself.
    const event = { ...row, dedupeKey: Buffer.from(row.dedupeKey).toString("hex") } as DeliveryEvent;
    const list = byMessage.get(messageId);
    if (list) list.push(event);
    else byMessage.set(messageId, [event]);
  }
  return new Map(
    messages.map(({ id, partIds }) => {
      const events = numberParts(byMessage.get(id) ?? [], partIds as string[] | null);
      return [id, orderEvents(events)];
    }),
  );
}
