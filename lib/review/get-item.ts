import { validate } from "uuid";
import { db } from "@/lib/db";
import { ReviewItem, withConnections } from "./list-items";

export type ListedMapping = {
  id: string;
  errorCode: string | null;
  reason: string | null;
  status: string;
  isFinal: boolean;
  failureCategory: string | null;
  version: number;
  everywhere: boolean;
  createdAt: Date;
};

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
  return rows.map(({ connectionId, provider: _, rawStatus: __, createdBy: ___, retiredAt, appliedAt, ...mapping }) => ({
    ...mapping,
    everywhere: connectionId === null,
  }));
}
