import { IntlMessageFormat } from "intl-messageformat";
import { ar } from "./ar";
import { en } from "./en";
import { es419 } from "./es-419";
import { fr } from "./fr";
import { hi } from "./hi";
import { id } from "./id";
import { ptBr } from "./pt-br";
import type { Language, Words } from "./words";

export const WORDS: Readonly<Record<Language, Words>> = { en, "es-419": es419, "pt-BR": ptBr, fr, hi, ar, id };

/** Digits are 0 to 9 in every language: keypads and codes have them. */
const FORMATS: Readonly<Record<Language, string>> = {
  en: "en",
  "es-419": "es-419",
  "pt-BR": "pt-BR",
  fr: "fr",
  hi: "hi-u-nu-latn",
  ar: "ar-u-nu-latn",
  id: "id",
};

export type Values = Readonly<Record<string, string | number>>;

/** A message of a language with its values; text among them stands isolated where the script runs from right to left. */
export function speak(language: Language, choose: (words: Words) => string, values: Values = {}): string {
  const set = language === "ar" ? isolated(values) : values;
  return String(formatter(language, choose(WORDS[language])).format(set));
}

const [FIRST_STRONG_ISOLATE, POP_ISOLATE] = ["\u2068", "\u2069"];

/** Keywords of a `select` are no text. */
const KEYWORDS = ["channel", "saidBy", "pace"];

function isolated(values: Values): Values {
  const wrap = ([name, value]: [string, string | number]) =>
    typeof value === "string" && !KEYWORDS.includes(name)
      ? [name, `${FIRST_STRONG_ISOLATE}${value}${POP_ISOLATE}`]
      : [name, value];
  return Object.fromEntries(Object.entries(values).map(wrap));
}

// Parsing a message costs far more than rendering it.
const formatters = new Map<string, IntlMessageFormat>();
function formatter(language: Language, message: string): IntlMessageFormat {
  const key = `${language} ${message}`;
  const known = formatters.get(key) ?? new IntlMessageFormat(message, FORMATS[language]);
  formatters.set(key, known);
  return known;
}
