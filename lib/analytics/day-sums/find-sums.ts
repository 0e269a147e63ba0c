import { searchPool } from "@/lib/db";
import type { Interval } from "../rate-period";
import { overlaps, partsOf } from "./closed-spans";
import { zoneOfSums } from "./note-zone";

/** Days at the end of a period that may have been summed in parts alone, however late the job is. */
const NEWEST_DAYS = 3;

/**
 * The spans whose sums can be read in place of their rollups, oldest first. Parts of a day only before the day itself
 * is summed: some time after, they go.
 */
export async function findSums(days: readonly Interval[], zone: string): Promise<Interval[]> {
  const newest = days.slice(-NEWEST_DAYS);
  const stored = await readSpans([...days, ...newest.flatMap(partsOf)], zone);
  const isWithin = (span: Interval, day: Interval) => span.from >= day.from && span.to <= day.to;
  const whole = days.filter((day) => stored.some((span) => isSame(span, day)));
  return stored
    .filter((span) => span.isTrue && !whole.some((day) => isWithin(span, day) && !isSame(span, day)))
    .map(({ from, to }) => ({ from, to }));
}

export function isSame(a: Interval, b: Interval): boolean {
  return a.from.getTime() === b.from.getTime() && a.to.getTime() === b.to.getTime();
}

/**
 * Those of the spans that are summed. A change and its count commit together: where the changes are as many as the
 * sums were made at, nothing of the span has changed since.
 */
export async function readSpans(spans: readonly Interval[], zone: string): Promise<(Interval & { isTrue: boolean })[]> {
  const { rows } = await searchPool().query<Interval & { isTrue: boolean }>(SUMMED, [
    zoneOfSums(zone),
    spans.map(({ from }) => from),
    spans.map(({ to }) => to),
  ]);
  return rows;
}

const SUMMED = `
  WITH span AS (SELECT starts_at, ends_at FROM unnest($2::timestamptz[], $3::timestamptz[]) AS s (starts_at, ends_at)),
       changes AS MATERIALIZED (
         SELECT c.block_at, sum(c.n) AS n FROM rollup_changes c
          WHERE ${overlaps("(SELECT min(starts_at) FROM span)", "(SELECT max(ends_at) FROM span)")} GROUP BY c.block_at)
  SELECT s.starts_at AS "from", s.ends_at AS "to", s.changes = coalesce(sum(c.n), 0) AS "isTrue"
    FROM span JOIN summed_spans s USING (starts_at, ends_at)
    LEFT JOIN changes c ON ${overlaps("s.starts_at", "s.ends_at")}
   WHERE s.zone = $1 GROUP BY s.starts_at, s.ends_at, s.changes ORDER BY s.starts_at`;
