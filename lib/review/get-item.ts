import { validate } from "uuid";
import { z } from "zod";
import { db } from "@/lib/db";
import { DELIVERY_STATUSES, FAILURE_CATEGORIES } from "@/lib/delivery/fold/status";
import { ReviewItem, withConnections } from "./list-items";

const Mapping = z.object({
  id: z.string(),
  connectionId: z.string().nullable(),
  errorCode: z.string().nullable(),
  reason: z.string().nullable(),
  status: z.enum(DELIVERY_STATUSES),
  isFinal: z.boolean(),
  failureCategory: z.enum(FAILURE_CATEGORIES).nullable(),
  version: z.number(),
});
export type ListedMapping = Omit<z.infer<typeof Mapping>, "connectionId"> & { everywhere: boolean };

export type ReviewItemPage = {
  item: ReviewItem;
  /** Bodies kept for replay; those of events are with their message. */
  kept: number;
  mappings: ListedMapping[];
};

/** One item with what admins said of it so far; null when there is none. */
export async function getItem(id: string): Promise<ReviewItemPage | null> {
  const row = validate(id) ? await db().reviewItem.findUnique({ where: { id } }) : null;
  if (!row) return null;
  const [item] = await withConnections([ReviewItem.parse(row)]);
  if (!item) return null;
  const [kept, mappings] = await Promise.all([
    db().reviewPayload.count({ where: { reviewItemId: id } }),
    item.kind === "unknown_status" && item.connection ? mappingsOf(item, item.connection.provider) : [],
  ]);
  return { item, kept, mappings };
}

async function mappingsOf(item: ReviewItem, provider: string): Promise<ListedMapping[]> {
  const rows = await db().statusMapping.findMany({
    where: {
      provider,
      rawStatus: item.groupKey,
      retiredAt: null,
      OR: [{ connectionId: null }, { connectionId: item.connectionId }],
    },
    orderBy: { version: "desc" },
  });
  const mappings = Mapping.array().parse(rows);
  return mappings.map(({ connectionId, ...mapping }) => ({ ...mapping, everywhere: connectionId === null }));
}
