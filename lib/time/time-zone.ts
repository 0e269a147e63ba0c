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

// A short name is known only to the locales of countries that use it.
const NAMING_LOCALES = ["en-US", "en-GB", "en-IN", "en-AU", "en-NZ", "en-ZA", "en-NG", "en-KE", "en-PH", "en-ID"];

function namePart(at: Date, zone: string, locale: string): string {
  const parts = nameFormat(locale, zone).formatToParts(at);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? zone;
}

// Making a formatter costs far more than using it, and a page formats hundreds of times.
const nameFormats = new Map<string, Intl.DateTimeFormat>();
function nameFormat(locale: string, timeZone: string): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone}`;
  const known = nameFormats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "short" });
  nameFormats.set(key, made);
  return made;
}
