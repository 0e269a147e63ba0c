import type { DeliveryReport } from "../provider";
import { sole } from "./body-path";

const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

const CLOCK = String.raw`(?<hour>\d\d)(?::?(?<minute>\d\d)(?::?(?<second>\d\d)(?:[.,](?<fraction>\d{1,9}))?)?)`;
/** An offset, a name of zero, or both (`+0000 UTC`); `[Asia/Tokyo]` and `(JST)` repeat in words what the offset says. */
const ZONE = String.raw`(?:(?<offset>[+-]\d\d(?::?\d\d)?)(?:\s*(?:UTC|GMT))?|Z|UTC|UT|GMT)(?:\s*[[(][\w/+ -]{1,40}[\])])?`;
const ISO = new RegExp(
  String.raw`^(?<year>\d{4})(?<dash>-?)(?<month>\d\d)\k<dash>(?<day>\d\d)(?:T|\s+)${CLOCK}\s*${ZONE}$`,
  "i",
);
const RFC_2822 = new RegExp(
  String.raw`^(?:(?<weekday>[a-z]{3}),\s*)?(?<day>\d{1,2})\s+(?<monthName>[a-z]{3})\s+(?<year>\d{4})\s+${CLOCK}\s*${ZONE}$`,
  "i",
);
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const UNIX = /^\d{9,19}(?:\.\d{1,9})?(?:e\+?\d{1,2})?$|^\d\.\d{1,18}e\+?\d{1,2}$/i;

/**
 * A provider's time, when it leaves no doubt: ISO 8601 or RFC 2822 with a zone, or Unix time. Without a zone,
 * invalid, or outside 2000 to 2100: undefined, because no time is better than a false one.
 */
export function providerTime(given: unknown): Date | undefined {
  const value = sole(given);
  const milliseconds = typeof value === "number" ? fromUnix(value) : typeof value === "string" ? fromText(value) : NaN;
  return milliseconds >= EARLIEST && milliseconds < LATEST ? new Date(milliseconds) : undefined;
}

/** What a field says of the moment of its event; a time that leaves doubt is told apart from none. */
export function occurredAtField(given: unknown): Pick<DeliveryReport, "providerOccurredAt" | "timeNotRead"> {
  const value = sole(given);
  const providerOccurredAt = providerTime(value);
  if (providerOccurredAt) return { providerOccurredAt };
  const isThere = (typeof value === "string" || typeof value === "number") && !/^[\s0]*$/.test(String(value));
  return isThere ? { timeNotRead: true } : {};
}

function fromText(text: string): number {
  const trimmed = text.trim();
  if (trimmed.length > 80) return Number.NaN;
  if (UNIX.test(trimmed)) return fromUnix(Number(trimmed));
  const found = (ISO.exec(trimmed) ?? RFC_2822.exec(trimmed))?.groups;
  return found ? fromParts(found) : Number.NaN;
}

/** Checked part by part: `Date` takes the 31st of February for a day in March. */
function fromParts(written: Record<string, string | undefined>): number {
  const { weekday, monthName, offset, fraction } = written;
  const day = Number(written.day);
  const month = monthName ? MONTHS.indexOf(monthName.toLowerCase()) : Number(written.month) - 1;
  const [hour, minute, second] = [Number(written.hour), Number(written.minute), Number(written.second ?? 0)];
  const milliseconds = fraction === undefined ? 0 : Number(fraction.padEnd(3, "0").slice(0, 3));
  const date = new Date(Date.UTC(Number(written.year), month, day, hour, minute, second, milliseconds));
  if (date.getUTCMonth() !== month || date.getUTCDate() !== day) return Number.NaN;
  if (hour > 23 || minute > 59 || second > 59) return Number.NaN;
  if (weekday && WEEKDAYS[date.getUTCDay()] !== weekday.toLowerCase()) return Number.NaN;
  return date.getTime() - (offset ? minutesOf(offset) * 60_000 : 0);
}

/** NaN for an offset that no place on earth has. */
function minutesOf(offset: string): number {
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(3).replace(":", "") || 0)];
  if (hours > 14 || minutes > 59) return Number.NaN;
  return (offset.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

/** Seconds, milliseconds, microseconds and nanoseconds of the years 2000 to 2100 do not overlap. */
function fromUnix(value: number): number {
  const perMillisecond = [0.001, 1, 1e3, 1e6].find((unit) => value / unit < LATEST) ?? 1;
  return Math.round(value / perMillisecond);
}
