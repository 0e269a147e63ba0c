import { zonedInstant } from "./zoned-instant";

const [FIRST, LAST] = [Date.UTC(1970, 0, 1), Date.UTC(3000, 0, 1)];

/** What an address asks for, as `zonedInstant` reads it, brought into times that storage and calendars can tell. */
export function askedInstant(text: string, zone: string): Date | null {
  const at = zonedInstant(text, zone);
  return at && new Date(Math.min(LAST, Math.max(FIRST, at.getTime())));
}
