import { askedInstant } from "@/lib/time/asked-instant";
import { DEFAULT_RANGE, type MessageFilters, RANGES, type RangeName } from "./filters";

/** From `from` up to, not including, `to`. `name` is set where it counts back from now. */
export type TimeRange = { from: Date; to: Date; name: RangeName | null };

const HOUR_MS = 3_600_000;
const RANGE_MS: Readonly<Record<RangeName, number>> = {
  "1h": HOUR_MS,
  "24h": 24 * HOUR_MS,
  "7d": 7 * 24 * HOUR_MS,
  "30d": 30 * 24 * HOUR_MS,
  "90d": 90 * 24 * HOUR_MS,
};

/** Messages may be registered with a send time a little ahead of our clock. */
const AHEAD_MS = 5 * 60_000;

type RangeFilters = Pick<MessageFilters, "range" | "from" | "to" | "tz">;

/** What the filters mean at `now`. Either end may be left out; ends in the wrong order are put right. */
export function timeRange({ range, from, to, tz }: RangeFilters, now: Date): TimeRange {
  const zone = tz && isZone(tz) ? tz : "UTC";
  const [first, last] = [from && askedInstant(from, zone), to && askedInstant(to, zone)];
  const end = new Date(now.getTime() + AHEAD_MS);
  if (!first && !last) return { from: new Date(now.getTime() - RANGE_MS[range]), to: end, name: range };
  const until = last || end;
  const since = first || new Date(until.getTime() - RANGE_MS[range]);
  return since <= until ? { from: since, to: until, name: null } : { from: until, to: since, name: null };
}

/** The next wider ranges than what the filters ask for, to offer where nothing was found. */
export function widerRanges({ name, from }: TimeRange, now: Date): RangeName[] {
  const current = name ? RANGE_MS[name] : now.getTime() - from.getTime();
  return RANGES.filter((range) => RANGE_MS[range] > Math.max(current, RANGE_MS[DEFAULT_RANGE] / 2));
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
