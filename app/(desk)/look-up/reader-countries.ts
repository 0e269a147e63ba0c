import { getCountries } from "libphonenumber-js";

/** The countries that a reader's languages and time zone speak of: where their customers' national numbers may be from. */
export function readerCountries(acceptLanguage: string | null, zone: string | null): string[] {
  const languages = (acceptLanguage ?? "").split(",").map((entry) => entry.split(";")[0]?.trim() ?? "");
  const regions = languages.flatMap((tag) => regionOf(tag) ?? []);
  return [...new Set([...(zone ? countriesOfZone(zone) : []), ...regions])];
}

function regionOf(tag: string): string | undefined {
  try {
    return new Intl.Locale(tag).region;
  } catch {
    return undefined;
  }
}

// Some 250 countries have to be asked for their zones.
const countriesByZone = new Map<string, string[]>();
function countriesOfZone(zone: string): string[] {
  const wanted = canonical(zone);
  const known = countriesByZone.get(wanted);
  const countries =
    known ?? getCountries().filter((country) => zonesOf(country).some((one) => canonical(one) === wanted));
  if (!known) countriesByZone.set(wanted, countries);
  return countries;
}

// Newer engines have it as a method, Node 20 as a property; the type library knows neither.
type ZonedLocale = Intl.Locale & { timeZones?: string[]; getTimeZones?(): string[] };
function zonesOf(country: string): readonly string[] {
  const locale: ZonedLocale = new Intl.Locale(`und-${country}`);
  return locale.getTimeZones?.() ?? locale.timeZones ?? [];
}

function canonical(zone: string): string {
  return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
}
