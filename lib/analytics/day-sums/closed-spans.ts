import { BLOCK_SQL, blockOf } from "@/lib/ledger/counts/note-changes";
import { DAY_MS, localDay, startOfLocalDay } from "@/lib/time/local-days";
import type { Interval } from "../rate-period";

/**
 * What is written about a block while it lasts is not counted as a change of it. It has ended for good when no
 * machine's clock and no open transaction can still take it for the running one.
 */
const SETTLED_MS = 3_600_000;

/**
 * What can be summed at `now` of the time from `from` on, newest first: whole calendar days of `zone`, and of the day
 * that is not over the parts that are, each within one block.
 */
export function closedSpans(from: Date, zone: string, now: Date): Interval[] {
  const end = blockOf(new Date(now.getTime() - SETTLED_MS));
  const spans: Interval[] = [];
  for (let day = localDay(end, zone); ; day -= DAY_MS) {
    const whole = { from: startOfLocalDay(day, zone), to: startOfLocalDay(day + DAY_MS, zone) };
    if (whole.from < from) return spans;
    if (whole.to <= end) spans.push(whole);
    else spans.push(...partsOf(whole).filter(({ to }) => to <= end));
  }
}

/** A day cut where blocks begin; newest first. */
export function partsOf({ from, to }: Interval): Interval[] {
  const parts: Interval[] = [];
  for (let until = to; until > from; until = parts.at(-1)?.from ?? from) {
    const block = blockOf(new Date(until.getTime() - 1));
    parts.push({ from: block > from ? block : from, to: until });
  }
  return parts;
}

/** The blocks `c` that a span overlaps, in SQL. */
export function overlaps(startsAt: string, endsAt: string): string {
  return `c.block_at > ${startsAt} - ${BLOCK_SQL} AND c.block_at < ${endsAt}`;
}
