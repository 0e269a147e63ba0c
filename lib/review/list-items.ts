import { z } from "zod";
import { db } from "@/lib/db";
import { REVIEW_KINDS } from "@/lib/ledger/review/record-review";
import { REVIEW_STATES, type ReviewState } from "./review-state";

export const ReviewItem = z.object({
  id: z.string(),
  kind: z.enum(REVIEW_KINDS),
  groupKey: z.string(),
  state: z.enum(REVIEW_STATES),
  count: z.bigint().transform(Number),
  firstSeenAt: z.date(),
  lastSeenAt: z.date(),
  connectionId: z.string(),
  exampleMessageId: z.string().nullable(),
});
export type ReviewItem = z.infer<typeof ReviewItem> & { connection: { label: string; provider: string } | null };

export type ReviewQueue = { items: ReviewItem[]; open: number; hasMore: boolean };

const MOST = 200;

/** What could not be understood, the newest first: what is open, or what is done. */
export async function listItems({ isOpen }: { isOpen: boolean }): Promise<ReviewQueue> {
  const done: ReviewState[] = ["mapped", "resolved", "dismissed"];
  const [rows, open] = await Promise.all([
    db().reviewItem.findMany({
      where: { state: { in: isOpen ? ["open"] : done } },
      orderBy: [{ lastSeenAt: "desc" }, { id: "desc" }],
      take: MOST + 1,
    }),
    db().reviewItem.count({ where: { state: "open" } }),
  ]);
  const items = ReviewItem.array().parse(rows.slice(0, MOST));
  return { items: await withConnections(items), open, hasMore: rows.length > MOST };
}

/** Items beside the label of their connection; null where it was removed. */
export async function withConnections(items: z.infer<typeof ReviewItem>[]): Promise<ReviewItem[]> {
  const connections = await db().providerConnection.findMany({
    where: { id: { in: items.map(({ connectionId }) => connectionId) } },
    select: { id: true, label: true, provider: true },
  });
  const byId = new Map(connections.map(({ id, ...names }) => [id, names]));
  return items.map((item) => ({ ...item, connection: byId.get(item.connectionId) ?? null }));
}
