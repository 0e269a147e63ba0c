import { LANGUAGES, type Language } from "./words";

/** Ours for a well-formed language tag, whatever its region: `pt` and `pt-PT` are answered in `pt-BR`. */
export function languageOf(tag: string): Language | null {
  const { language } = new Intl.Locale(tag);
  return LANGUAGES.find((known) => new Intl.Locale(known).language === language) ?? null;
}

/** The language that most people of a country read, where it is one of ours; else English. */
export function languageOfCountry(country: string | null): Language {
  if (country === null || !/^[A-Z]{2}$/.test(country)) return "en";
  return languageOf(new Intl.Locale("und", { region: country }).maximize().baseName) ?? "en";
}

export function directionOf(language: Language): "ltr" | "rtl" {
  return new Intl.Locale(language).language === "ar" ? "rtl" : "ltr";
}

/** What times are written by: as in the country where its people read the language; digits are 0 to 9 everywhere. */
export function localeOf(language: Language, country: string | null): string {
  const own = new Intl.Locale(language);
  const isOfCountry = country !== null && languageOfCountry(country) === language;
  const region = isOfCountry ? country : own.region;
  return new Intl.Locale(own.language, { numberingSystem: "latn", ...(region && { region }) }).toString();
}

/** As its readers write it: `हिन्दी`, `Português`. */
export function nameOfLanguage(language: Language): string {
  const base = new Intl.Locale(language).language;
  const name = new Intl.DisplayNames(base, { type: "language" }).of(base) ?? base;
  return name.charAt(0).toLocaleUpperCase(base) + name.slice(1);
}
