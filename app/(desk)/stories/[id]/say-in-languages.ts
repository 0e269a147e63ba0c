import type { Decision } from "@/lib/delivery/decision/decide";
import { directionOf, localeOf, nameOfLanguage } from "@/lib/delivery/words/language-of";
import { sayToCustomer } from "@/lib/delivery/words/say-to-customer";
import { LANGUAGES } from "@/lib/delivery/words/words";
import { spokenTime } from "@/lib/time/spoken-time";
import type { Said } from "./say-card";

/** The sentence in each language, its times in one zone, which they name. */
export function sayInLanguages(decision: Decision, country: string | null, zone: string): Said[] {
  const { now } = decision.story;
  return LANGUAGES.map((language) => ({
    language,
    name: nameOfLanguage(language),
    direction: directionOf(language),
    sentence: sayToCustomer(decision, language, (at) =>
      spokenTime(at, { locale: localeOf(language, country), zone, now }),
    ),
  }));
}
