import { plainText } from "@/lib/delivery/recipient/plain-text";
import { errorNote } from "@/lib/delivery/words/error-notes";
import { providers } from "@/lib/providers/registry";

/** What a provider means by a code of its own. */
export type CodeNote = { provider: string; code: string; text: string };

const LABEL = String.raw`(?:err(?:or)?|fail(?:ure|ed)?|status|reason)?[\s_-]*(?:code|nr|no|number)?`;
/** The code alone, with or without its label. */
const ALONE = new RegExp(String.raw`^[\W_]*${LABEL}[\s:=#"'_-]*(?<code>[a-z\d][a-z\d_.-]{0,31}?)[\W_]*$`, "iu");
/** In a log line or JSON it needs its label. */
const LABELLED = /err(?:or)?[\s_-]*(?:code)?["'\s]*[:=#]["'\s]*(?<code>[a-z\d][a-z\d_-]{0,31})/giu;

/** One table may be a whole family's: its first speaks for it. */
const WITH_OWN_CODES = Object.values(providers).filter(
  ({ errors }, index, all) => all.findIndex((one) => one.errors === errors) === index,
);

/** What the providers that know the error code in a text say of it; a code may be several providers'. */
export function explainCodes(text: string): CodeNote[] {
  const plain = plainText(text);
  const alone = ALONE.exec(plain)?.groups?.code;
  const codes =
    alone === undefined ? [...plain.matchAll(LABELLED)].flatMap(({ groups }) => groups?.code ?? []) : [alone];
  return [...new Set(codes)].flatMap((code) =>
    WITH_OWN_CODES.flatMap(({ name, errors }) => {
      const known = [code, code.toLowerCase(), code.toUpperCase()].find((form) => Object.hasOwn(errors, form));
      const entry = known === undefined ? undefined : errors[known];
      if (known === undefined || !entry) return [];
      const { text } = errorNote({ category: entry.category, code: known, meaning: entry.meaning });
      return [{ provider: name, code: known, text }];
    }),
  );
}
