import { zonedInstant, zoneOffsetMs } from "./zoned-instant";

export const DAY_MS = 86_400_000;

/** The calendar day that clocks of `zone` show, as its midnight in UTC. */
export function localDay(at: Date, zone: string): number {
  return Math.floor((at.getTime() + zoneOffsetMs(at, zone)) / DAY_MS) * DAY_MS;
}

/** When a calendar day begins in `zone`: at midnight, or where clocks skip that, at the first time that they show. */
export function startOfLocalDay(day: number, zone: string): Date {
  const midnight = zonedInstant(new Date(day).toISOString().slice(0, 10), zone);
  if (!midnight) throw new Error("A day has a midnight.");
  const skipped = day - midnight.getTime() - zoneOffsetMs(midnight, zone);
  return skipped > 0 ? new Date(midnight.getTime() + skipped) : midnight;
}
