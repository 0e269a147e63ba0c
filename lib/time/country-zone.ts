import { zoneOffsetMs } from "./zoned-instant";

/** The zone of a country whose clocks all show the same at that moment; null where they differ, or none is known. */
export function zoneOfCountry(country: string | null, at: Date): string | null {
  const [first, ...others] = zonesOf(country);
  if (first === undefined) return null;
  const offset = zoneOffsetMs(at, first);
  return others.every((zone) => zoneOffsetMs(at, zone) === offset) ? first : null;
}

/** Newer runtimes ask by a method, older ones by a property. */
type WithZones = { getTimeZones?: () => string[] | undefined; timeZones?: string[] };

function zonesOf(country: string | null): string[] {
  if (country === null || !/^[A-Z]{2}$/.test(country)) return [];
  const locale = new Intl.Locale("und", { region: country }) as WithZones;
  return locale.getTimeZones?.() ?? locale.timeZones ?? [];
}
