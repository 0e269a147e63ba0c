import { DAY_MS, localDay, startOfLocalDay } from "@/lib/time/local-days";
import { isTimeZone } from "@/lib/time/time-zone";
import { writtenRange } from "@/lib/time/written-range";
import { zoneOffsetMs } from "@/lib/time/zoned-instant";
import { DEFAULT_RANGE, type MessageFilters, RANGES, type RangeName } from "./filters";

/** From `from` up to, not including, `to`. `name` is set where it counts back from now. */
export type TimeRange = { from: Date; to: Date; name: RangeName | null };

export type Unit = "quarter" | "hour" | "day";
const UNIT_MS: Readonly<Record<Unit, number>> = { quarter: 900_000, hour: 3_600_000, day: DAY_MS };
/** A range that counts back from now is so many whole units by the clocks of its zone, the running one among them. */
const NAMED: Readonly<Record<RangeName, { unit: Unit; count: number }>> = {
  "1h": { unit: "quarter", count: 4 },
  "24h": { unit: "hour", count: 24 },
  "7d": { unit: "day", count: 7 },
  "30d": { unit: "day", count: 30 },
  "90d": { unit: "day", count: 90 },
};

/** Messages may be registered with a send time a little ahead of our clock. */
const AHEAD_MS = 5 * 60_000;

type RangeFilters = Pick<MessageFilters, "range" | "from" | "to" | "tz">;

/** What the filters mean at `now`, on every page the same. Either end may be left out; ends are put in order. */
export function timeRange({ range, from, to, tz }: RangeFilters, now: Date): TimeRange {
  const zone = tz && isTimeZone(tz) ? tz : "UTC";
  const written = writtenRange({ from, to }, zone);
  const end = new Date(now.getTime() + AHEAD_MS);
  if (!written.from && !written.to) return { from: beginningOf(range, zone, now), to: end, name: range };
  const until = written.to ?? end;
  const since = written.from ?? beginningOf(range, zone, until);
  return since <= until ? { from: since, to: until, name: null } : { from: until, to: since, name: null };
}

/** The next wider ranges than what the filters ask for, to offer where nothing was found. */
export function widerRanges({ name, from }: TimeRange, now: Date): RangeName[] {
  const current = name ? lengthMs(name) : now.getTime() - from.getTime();
  return RANGES.filter((range) => lengthMs(range) > Math.max(current, lengthMs(DEFAULT_RANGE) / 2));
}

export function unitOf(range: RangeName): Unit {
  return NAMED[range].unit;
}

/** Where a unit of time begins by the clocks of `zone`: the one that runs at `at`, or so many after it. */
export function unitStart(at: Date, unit: Unit, zone: string, after = 0): Date {
  if (unit === "day") return startOfLocalDay(localDay(at, zone) + after * DAY_MS, zone);
  const [unitMs, offset] = [UNIT_MS[unit], unit === "hour" ? zoneOffsetMs(at, zone) : 0];
  return new Date((Math.floor((at.getTime() + offset) / unitMs) + after) * unitMs - offset);
}

/** A unit that begins just at `until` has nothing in it yet. */
function beginningOf(range: RangeName, zone: string, until: Date): Date {
  const { unit, count } = NAMED[range];
  return unitStart(new Date(until.getTime() - 1), unit, zone, 1 - count);
}

function lengthMs(range: RangeName): number {
  return UNIT_MS[NAMED[range].unit] * NAMED[range].count;
}
