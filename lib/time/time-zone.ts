import { zoneOffsetMs } from "./zoned-instant";

export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** `IST`, `BST`, `PST`: a zone's short name there and then; `GMT+3` where no English one is in use. */
export function zoneName(at: Date, zone: string): string {
  const names = NAMING_LOCALES.map((locale) => namePart(at, zone, locale));
  return names.find((name) => !/^(GMT|UTC)[+-]/.test(name)) ?? names[0] ?? zone;
}

const DAY_MS = 86_400_000;

/** Whether clocks of `zone` are changed within a day: a time of day alone may then mean two moments. */
export function isNearClockChange(at: Date, zone: string): boolean {
  const offset = zoneOffsetMs(at, zone);
  return [-DAY_MS, DAY_MS].some((apart) => zoneOffsetMs(new Date(at.getTime() + apart), zone) !== offset);
}

// A short name is known only to the locales of countries that use it.
const NAMING_LOCALES = ["en-US", "en-GB", "en-IN", "en-AU", "en-NZ", "en-ZA", "en-NG", "en-KE", "en-PH", "en-ID"];

function namePart(at: Date, zone: string, locale: string): string {
  const parts = formatter(locale, zone).formatToParts(at);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? zone;
}

// Making a formatter costs far more than using it, and a page names zones hundreds of times.
const formatters = new Map<string, Intl.DateTimeFormat>();
function formatter(locale: string, timeZone: string): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone}`;
  const known = formatters.get(key) ?? new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "short" });
  formatters.set(key, known);
  return known;
}
