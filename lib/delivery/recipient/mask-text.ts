import parsePhoneNumber from "libphonenumber-js/max";
import { formsOf, twinOf } from "./canonical-number";

/** What looks like digits of a number but tells of no person: dates with or without a time, UUIDs, long hex ids. */
const KEPT = [
  String.raw`(?<![\p{L}\p{N}])(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)?(?![\d-])`,
  String.raw`(?<![\p{L}\p{N}])[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?![\p{L}\p{N}])`,
  String.raw`(?<![\p{L}\p{N}])[\da-z]{0,4}(?=(?:\d*[a-f]){4})[\da-f]{24,64}(?![\p{L}\p{N}])`,
];
const NUMBER = String.raw`\+?\(?\p{Nd}(?:[\p{Zs}\p{Cf}\t().\-–—‑_/]{0,3}\p{Nd}){6,}`;
const FINDER = new RegExp(`(?<kept>${KEPT.join("|")})|${NUMBER}`, "giu");

/** Free text without anything that looks like a phone number: seven digits or more, with usual separators. */
export function maskNumbers(text: string): string {
  return text.replace(FINDER, (found, ...rest) => {
    const { kept } = rest.at(-1) as { kept?: string };
    return kept ?? found.replace(/\p{Nd}/gu, "•");
  });
}

/** Nearly every id and status is, and needs none of Unicode's care. */
const ASCII = /^[\x20-\x7e]*$/;

/** Shorter digit strings occur in ids by chance. */
const TELLING_DIGITS = 7;

/**
 * True when `text` holds the recipient in any usual form: with or without `+` and country code, national with its
 * leading zero, in another spelling of the country's, with separators, percent-encoded; an address in any case; a
 * handle as a word.
 */
export function mentionsRecipient(text: string, normalised: string): boolean {
  const isPhone = !normalised.includes("@");
  if (isPhone && ASCII.test(text) && !text.includes("%") && !endsAlike(text, normalised)) return false;
  const forms = (text.includes("%") ? [text, percentDecoded(text)] : [text]).map((form) =>
    (ASCII.test(form) ? form : form.normalize("NFKC")).toLowerCase(),
  );
  const at = normalised.lastIndexOf("@");
  if (at > 0) return forms.some((form) => form.includes(normalised));
  if (at === 0) return forms.some((form) => isWordOf(form, normalised.slice(1)));
  const end = normalised.replace(/\D/g, "").slice(-TELLING_DIGITS);
  const found = forms.map(lettersAndDigits).filter((form) => form.includes(end));
  if (found.length === 0) return false;
  const wanted = spellings(normalised).map(telling);
  return found.some((form) => wanted.some((digits) => form.includes(digits)));
}

/** Most ids and statuses end the question here. */
function endsAlike(text: string, e164: string): boolean {
  return text.replace(/[^a-z\d]/gi, "").includes(e164.slice(1).slice(-TELLING_DIGITS));
}

/** All end alike, in more digits than tell. */
function spellings(e164: string): string[] {
  return [...formsOf(e164), twinOf(e164)?.number ?? e164];
}

function telling(e164: string): string {
  const national = parsePhoneNumber(e164, { extract: false })?.nationalNumber;
  return national && national.length >= TELLING_DIGITS ? national : e164.replace(/\D/g, "");
}

function lettersAndDigits(text: string): string {
  if (ASCII.test(text)) return text.replace(/[^a-z\d]/gi, "");
  return text
    .replace(/\p{Nd}/gu, (digit) => (digit <= "9" ? digit : String(decimalValue(digit))))
    .replace(/[^\p{L}\p{Nd}]/gu, "");
}

function isWordOf(text: string, handle: string): boolean {
  return text.split(/[^\p{L}\p{N}_.-]+/u).includes(handle);
}

function percentDecoded(text: string): string {
  return text.replace(/(?:%[\da-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}

/** Every script's decimal digits stand in rows of ten that begin with its zero. */
function decimalValue(digit: string): number {
  let value = 0;
  const point = digit.codePointAt(0) ?? 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(point - value - 1))) value += 1;
  return value;
}
