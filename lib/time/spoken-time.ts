import { zoneName } from "./time-zone";

/** A time as it is read out in a language: `1:05 p.m. CST`, `13.05 WIB`; with its day where that is not today's. */
export function spokenTime(at: Date, { locale, zone, now }: { locale: string; zone: string; now: Date }): string {
  const day = dayIn(at, zone) === dayIn(now, zone) ? {} : ({ dateStyle: "long" } as const);
  const text = new Intl.DateTimeFormat(locale, { ...day, timeStyle: "short", timeZone: zone }).format(at);
  return `${text} ${zoneName(at, zone)}`.replaceAll(/[\u00A0\u202F]/g, " ");
}

function dayIn(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(at);
}
