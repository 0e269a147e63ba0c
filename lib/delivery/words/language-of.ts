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
