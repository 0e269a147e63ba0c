import { DAY_MS, localDay, startOfLocalDay } from "./local-days";
import { zonedInstant } from "./zoned-instant";

/** Ends as somebody wrote them; null where one is left out, or is no time. */
type Written = { from: string | null; to: string | null };
/** From `from` up to, not including, `to`. */
export type OpenRange = { from: Date | null; to: Date | null };

/**
 * What two written ends mean by the clocks of `zone`. A mere date as the later end means the end of that day, so that
 * a day goes from itself to itself. Ends in the wrong order are put right.
 */
export function writtenRange({ from, to }: Written, zone: string): OpenRange {
  const [first, last] = [startOf(from, zone), startOf(to, zone)];
  if (first && last && first > last) return { from: last, to: endOf(from, zone) };
  return { from: first, to: endOf(to, zone) };
}

/** Nothing lies between an instant and itself. */
export function isMoment({ from, to }: OpenRange): boolean {
  return from !== null && from.getTime() === to?.getTime();
}

function startOf(text: string | null, zone: string): Date | null {
  return text === null ? null : zonedInstant(text, zone);
}

function endOf(text: string | null, zone: string): Date | null {
  const at = startOf(text, zone);
  return at && isDate(text ?? "") ? startOfLocalDay(localDay(at, zone) + DAY_MS, zone) : at;
}

function isDate(text: string): boolean {
  return !text.includes("T");
}
