import { db } from "@/lib/db";
import type { MessageFilters } from "./filters";
import { readMessagePage } from "./read-message-page";
import { timeRange } from "./time-range";

/** The messages next to one in the list that the filters make; null at either end. */
export type Neighbours = { newer: string | null; older: string | null };

/** Also for a message that meets the filters no more: its place in time stays. Null for one that does not exist. */
export async function findNeighbours(id: string, filters: MessageFilters, now: Date): Promise<Neighbours | null> {
  const message = await db().message.findUnique({ where: { id }, select: { countedAt: true } });
  if (!message) return null;
  const range = timeRange(filters, now);
  const beside = async (side: "newer" | "older") => {
    const [found] = await readMessagePage({ filters, range, cursor: { side, at: message.countedAt, id }, limit: 1 });
    return found?.id ?? null;
  };
  const [newer, older] = await Promise.all([beside("newer"), beside("older")]);
  return { newer, older };
}
