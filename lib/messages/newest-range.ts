import { searchPool } from "@/lib/db";
import { filterSql, listed } from "./filter-sql";
import type { MessageFilters } from "./filters";
import type { TimeRange } from "./time-range";

/**
 * The part of the range in which the newest messages that the filters leave lie, `count` of them and one more; all of
 * it where there are not so many. Told by an index of the times; the rows are not needed.
 */
export async function newestRange(filters: MessageFilters, range: TimeRange, count: number): Promise<TimeRange> {
  const sql = filterSql(filters, range);
  const { rows } = await searchPool().query<{ at: Date }>({
    text: `SELECT m.counted_at AS at FROM ${sql.source} WHERE ${listed(sql)}
            ORDER BY m.counted_at DESC, m.id DESC LIMIT 1 OFFSET ${sql.add(count)}`,
    values: sql.values,
  });
  return rows[0] ? { ...range, from: rows[0].at } : range;
}
