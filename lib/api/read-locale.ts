import { languageOf } from "@/lib/delivery/words/language-of";
import type { Language } from "@/lib/delivery/words/words";
import { AppError } from "@/lib/errors";

/** The language of `say`: that of `?locale=` where it is one of ours, whatever its region; else English. */
export function readLocale(request: Request): Language {
  const locale = new URL(request.url).searchParams.get("locale");
  if (locale === null) return "en";
  if (!isWellFormed(locale)) {
    throw new AppError("invalid_input", "The locale cannot be used.", {
      fields: { locale: "is not a BCP 47 language tag" },
    });
  }
  return languageOf(locale) ?? "en";
}

function isWellFormed(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length === 1;
  } catch {
    return false;
  }
}
