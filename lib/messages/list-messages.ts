import type { MessageFilters, PageCursor } from "./filters";
import type { ListedMessage } from "./listed-message";
import { readMessagePage } from "./read-message-page";
import { type TimeRange, timeRange } from "./time-range";

export type MessageList = {
  messages: ListedMessage[];
  range: TimeRange;
  /** The pages beside this one; null at either end. */
  newer: PageCursor | null;
  older: PageCursor | null;
};

export const PAGE_SIZE = 50;

/** The messages that the filters leave, newest send first, a page at a time. Numbers are masked. */
export async function listMessages(filters: MessageFilters, now: Date, pageSize = PAGE_SIZE): Promise<MessageList> {
  const range = timeRange(filters, now);
  const cursor = filters.page;
  const rows = await readMessagePage({ filters, range, cursor, limit: pageSize + 1 });
  const hasMore = rows.length > pageSize;
  // Back at the top: the whole first page, with what came in meanwhile.
  if (cursor?.side === "newer" && !hasMore) return listMessages({ ...filters, page: null }, now, pageSize);
  const messages = cursor?.side === "newer" ? rows.slice(-pageSize) : rows.slice(0, pageSize);
  const [first, last] = [messages[0], messages.at(-1)];
  return {
    messages,
    range,
    newer: cursor && first ? cursorAt(first, "newer") : null,
    older: last && (hasMore || cursor?.side === "newer") ? cursorAt(last, "older") : null,
  };
}

export function cursorAt({ countedAt, id }: ListedMessage, side: PageCursor["side"]): PageCursor {
  return { side, at: countedAt, id };
}
