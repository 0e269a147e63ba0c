import { AppError } from "@/lib/errors";

/** Languages that `say` exists in; any other well-formed `?locale=` is answered in the first. */
const LANGUAGES = ["en"] as const;
export type Language = (typeof LANGUAGES)[number];

export function readLocale(request: Request): Language {
  const locale = new URL(request.url).searchParams.get("locale");
  if (locale === null) return LANGUAGES[0];
  if (!isWellFormed(locale)) {
    throw new AppError("invalid_input", "The locale cannot be used.", {
      fields: { locale: "is not a BCP 47 language tag" },
    });
  }
  const language = new Intl.Locale(locale).language;
  return LANGUAGES.find((known) => known === language) ?? LANGUAGES[0];
}

function isWellFormed(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length === 1;
  } catch {
    return false;
  }
}
