import { asciiDigits } from "./ascii-digits";
import { ID_SHAPES } from "./id-shapes";

/** The codes that a provider's own table explains: they are no secret of anybody. */
export type KnownCodes = Readonly<Record<string, unknown>>;

/**
 * Free text of a provider or of the app without what it must not tell: the text of the message, one-time codes and
 * phone numbers (four digits or more, however they are parted and in any script), e-mail addresses.
 * Digits right behind *err*, *error*, *stat*, *cause*, dates, times and known codes stay: they are why it failed.
 */
export function maskFreeText(text: string, known: KnownCodes = {}): string {
  if (!WORTH_A_LOOK.test(text)) return text;
  return text
    .replace(MESSAGE_TEXT, "")
    .trim()
    .replace(EMAIL, "•••@•••")
    .replace(FINDER, (found, ...rest) => {
      const { kept } = rest.at(-1) as { kept?: string };
      return kept ?? (Object.hasOwn(known, asciiDigits(found)) ? found : found.replace(/\p{Nd}/gu, "•"));
    });
}

/**
 * The same for what should be one word, a status or a code: a single word is what its field promises, and stays.
 */
export function maskUnlessWord(text: string, known: KnownCodes = {}): string {
  return /^[\p{L}\p{N}_.-]+$/u.test(text) ? text : maskFreeText(text, known);
}

const WORTH_A_LOOK = /\p{Nd}|@|text/iu;

const FACT = String.raw`(?:id:[\w-]{1,40}|(?:sub|dlvrd):\d{3}|(?:submit|done) date:\d{10,14}|stat:[A-Z]{5,8}|err:[\da-f]{1,3})`;
/** Of an SMPP receipt, to the end or to the facts with which the receipt ends: the text may hold anything. */
const MESSAGE_TEXT = new RegExp(
  String.raw`\s*(?<![\p{L}\p{N}])["']?text["']?\s*[:=][\s\S]*?(?=(?:\s+${FACT})+\s*$|$)`,
  "iu",
);
const EMAIL = /[^\s@<>()[\]"',;:=]+@[^\s@<>()[\]"',;:=]+\.[\p{L}\p{N}]{2,}/gu;

const GAP = String.raw`[\p{Zs}\p{Cf}\t().\-‐-―−_/·]`;
const DAY = String.raw`(?:0?[1-9]|[12]\d|3[01])`;
const MONTH = "(?:0?[1-9]|1[0-2])";
const MONTH_NAME = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*";
const YEAR = String.raw`(?:19|20)\d\d`;
const CLOCK = String.raw`(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?(?:\s?Z|\s?[+-](?:0\d|1[0-4]):?[0-5]\d)?`;
const DATE = [
  `${YEAR}[-/.]${MONTH}[-/.]${DAY}`,
  `${DAY}[/.]${MONTH}[/.]${YEAR}`,
  `${DAY} ${MONTH_NAME},? ${YEAR}`,
  `${MONTH_NAME} ${DAY},? ${YEAR}`,
].join("|");
const TIME = String.raw`(?<![\p{L}\p{N}])(?:${YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])T\d{4,6}Z?|(?:${DATE})(?:[T ]${CLOCK})?|${CLOCK})(?![\p{L}\p{N}]|-\d)`;
const STAMP = String.raw`(?<![\p{L}\p{N}])(?:submit|done)[ _]?date\s*[:=]?\s*\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?(?!\d)`;
/** One run of digits: parted ones are taken for a code even there. */
const ERROR = String.raw`(?<![\p{L}\p{N}])(?:err(?:or)?|stat|cause)(?:[ _-]?code)?["']?(?:\s?[:=#]\s?|\s)?["'(]?\p{Nd}{1,8}(?!\p{N}|${GAP}{1,3}(?!${TIME})\p{Nd})`;
const RUN = String.raw`\+?\(?\p{Nd}(?:${GAP}{0,3}(?!${TIME})\p{Nd}){3,}`;
const FINDER = new RegExp(`(?<kept>${[TIME, STAMP, ERROR, ...ID_SHAPES].join("|")})|${RUN}`, "giu");
