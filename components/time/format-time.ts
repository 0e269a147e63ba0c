import { isNearClockChange, zoneName } from "@/lib/time/time-zone";
import { zoneOffsetMs } from "@/lib/time/zoned-instant";

/** One moment as the reader sees it: their own clock, with UTC always beside it. */
export type MomentText = { date: string | null; clock: string; zone: string; utcDate: string | null; utcClock: string };

/** Dates appear only where they are not today's in the reader's zone (`date`), or differ from it (`utcDate`). */
export function formatMoment(at: Date, zone: string, now: Date): MomentText {
  const localDay = dayIn(at, zone);
  const today = dayIn(now, zone);
  const utcDay = dayIn(at, "UTC");
  return {
    date: localDay === today ? null : dateText(at, zone, now),
    clock: clockText(at, zone, { seconds: true }),
    zone: zoneName(at, zone),
    utcDate: utcDay === localDay ? null : dateText(at, "UTC", now),
    utcClock: clockText(at, "UTC", { seconds: true }),
  };
}

/** `19:38:02 IST`, with its date where it is not today's. */
export function localText({ date, clock, zone }: MomentText): string {
  return `${date ? `${date}, ` : ""}${clock} ${zone}`;
}

/** `14:08:02 UTC`, with its date where it is not the reader's. */
export function utcText({ utcDate, utcClock }: MomentText): string {
  return `${utcDate ? `${utcDate}, ` : ""}${utcClock} UTC`;
}

/** `19:48`, or `12 Nov, 19:48` on another day; with the zone's name where asked, for words read out to others. */
export function clockFormatter(zone: string, now: Date, { named = false } = {}): (at: Date) => string {
  return (at) => {
    const date = dayIn(at, zone) === dayIn(now, zone) ? "" : `${dateText(at, zone, now)}, `;
    const name = named ? zoneName(at, zone) : neededZone(at, zone, now);
    return `${date}${clockText(at, zone, { seconds: false })}${name ? ` ${name}` : ""}`;
  };
}

/** The zone's name where a time does not go without it: clocks were changed between then and now, or are within a day. */
export function neededZone(at: Date, zone: string, now: Date): string | null {
  const isClear = zoneOffsetMs(at, zone) === zoneOffsetMs(now, zone) && !isNearClockChange(at, zone);
  return isClear ? null : zoneName(at, zone);
}

/** `20 Nov, 13:00 to 21 Nov, 13:00 IST`; each end with its own zone where clocks are changed between them. */
export function spanText({ from, to }: { from: Date; to: Date }, zone: string, now: Date): string {
  const moment = (at: Date) => `${dateText(at, zone, now)}, ${clockText(at, zone, { seconds: false })}`;
  const [first, last] = [zoneName(from, zone), zoneName(to, zone)];
  return `${moment(from)}${first === last ? "" : ` ${first}`} to ${moment(to)} ${last}`;
}

/** The day as `2026-11-21`, for grouping. */
export function dayIn(at: Date, zone: string): string {
  return format("en-CA", zone, { year: "numeric", month: "2-digit", day: "2-digit" }).format(at);
}

export function dateText(at: Date, zone: string, now: Date): string {
  const sameYear = dayIn(at, zone).slice(0, 4) === dayIn(now, zone).slice(0, 4);
  return format("en-GB", zone, { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) }).format(at);
}

export function clockText(at: Date, zone: string, { seconds }: { seconds: boolean }): string {
  const second = seconds ? ({ second: "2-digit" } as const) : {};
  return format("en-GB", zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...second }).format(at);
}

// Making a formatter costs far more than using it, and a page formats hundreds of times.
const formatters = new Map<string, Intl.DateTimeFormat>();
function format(locale: string, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${Object.entries(options).flat().join(" ")}`;
  const formatter = formatters.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone });
  formatters.set(key, formatter);
  return formatter;
}
