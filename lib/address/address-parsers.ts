import { createParser, parseAsArrayOf, type SingleParser } from "nuqs/server";
import { validate } from "uuid";
import { isTimeZone } from "@/lib/time/time-zone";
import { zonedInstant } from "@/lib/time/zoned-instant";

/** Several values of one kind behind one name; none where none is given. `item` tells which of them are understood. */
export function listOf<T>(item: SingleParser<T>) {
  return Object.assign(parseAsArrayOf(item).withDefault([]), { item });
}

/** Nuqs takes whatever is not `true` for false. */
export const trueOrFalse = createParser<boolean>({
  parse: (text) => (text === "true" ? true : text === "false" ? false : null),
  serialize: String,
});

/** Earlier and later, calendars and databases no longer agree; no message is from then. */
const YEARS = /^(19[7-9]|2\d\d)\d-/;

/** A time as it was written, to be read by the clocks of the address's zone. */
export const writtenTime = createParser<string>({
  parse(text) {
    const written = withItsPlus(text.trim());
    return YEARS.test(written) && zonedInstant(written, "UTC") ? written : null;
  },
  serialize: (text) => text,
});

const zone = createParser<string>({
  parse: (text) => (isTimeZone(text) ? text : null),
  serialize: (name) => name,
});

/** From and to: instants (`2026-11-21T08:00Z`), dates, or times of day in the zone `tz`. */
export const WRITTEN_RANGE = { from: writtenTime, to: writtenTime, tz: zone } as const;

/** An id of ours, however its letters are written. */
export const ownId = createParser<string>({
  parse: (text) => (validate(text.trim()) ? text.trim().toLowerCase() : null),
  serialize: (id) => id,
});

/** In an address a plus that nobody encoded is a space: before hours and minutes it can have been nothing else. */
function withItsPlus(text: string): string {
  return text.replace(/^(\S+T\S+) (\d\d:?\d\d)$/, "$1+$2");
}
