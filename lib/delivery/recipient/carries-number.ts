import parsePhoneNumber from "libphonenumber-js/max";
import { asciiDigits } from "./ascii-digits";
import { dialledForms, TELLING_DIGITS } from "./dialled-forms";
import { withoutIdShapes } from "./id-shapes";

/**
 * True when `text` holds one of the recipients (normalised): a number in every spelling in which it can be dialled,
 * whatever stands between its digits; an address in any case; a handle as a word.
 */
export function carriesNumber(text: string, recipients: readonly string[]): boolean {
  return recipients.some((recipient) => {
    const at = recipient.lastIndexOf("@");
    if (at > 0) return plain(text).includes(recipient);
    if (at === 0) return wordsOf(text).includes(recipient.slice(1));
    if (!holdsDigits(text)) return false;
    const joined = lettersAndDigits(text);
    return (
      joined.includes(recipient.slice(-TELLING_DIGITS)) && dialledForms(recipient).some((form) => joined.includes(form))
    );
  });
}

/** True when `text` holds anybody's number, written as one: bare digits are more often an id. */
export function holdsWrittenNumber(text: string): boolean {
  if (!holdsDigits(text)) return false;
  const written = withoutIdShapes(asciiDigits(plain(text)));
  if (CHANNEL_NUMBER.test(written) || CHAT_ADDRESS.test(written)) return true;
  return [...written.matchAll(INTERNATIONAL)].some(([, plus, zeros]) =>
    startsWithNumber((plus ?? zeros ?? "").replace(/\D/g, "")),
  );
}

/** True for digits alone, with or without separators, of a length that a phone number may have. */
export function isAllDigits(text: string): boolean {
  if (!holdsDigits(text)) return false;
  const digits = plain(text).replace(SEPARATORS, "");
  return /^\p{Nd}+$/u.test(digits) && [...digits].length <= MOST_DIGITS;
}

/** True for an id that may hold the number of somebody not known yet: by its own shape, so the answer never changes. */
export function mayHoldNumber(id: string): boolean {
  return holdsDigits(id) && holdsDigits(withoutIdShapes(id));
}

/** Fifteen of E.164, and `00` in front. */
const MOST_DIGITS = 17;
const GAP = String.raw`[\s().\-‐-―−_/\u00ad\u200b-\u200f\u2060]{0,3}`;
const SEPARATORS = /[\s().\-‐-―−_/\u00ad\u200b-\u200f\u2060]/g;
const RUN = String.raw`${GAP}(\d(?:${GAP}\d){6,})`;
/** Behind `00` nothing but a number goes on in digits alone: `vrf_006898436752470c` is an id. */
const INTERNATIONAL = new RegExp(String.raw`\+${RUN}|(?<![\p{L}\p{N}])00${RUN}(?![\p{L}\p{N}])`, "gu");
const CHANNEL_NUMBER = new RegExp(
  String.raw`(?:(?<!\p{L})(?:whatsapp|telegram|viber|rcs|sms|tel|callto|mobile|phone|msisdn)\s*:\s*|wa\.me/)\+?${GAP}\d(?:${GAP}\d){6,14}(?!\d)`,
  "u",
);
/** As chat networks name people. */
const CHAT_ADDRESS = /(?<!\d)\d{7,15}(?::\d+)?@(?:c\.us|s\.whatsapp\.net)/;

/** Nearly every id and status ends the question here: seven digits that no letter parts. */
function holdsDigits(text: string): boolean {
  if (ASCII.test(text)) return SEVEN_ASCII.test(text) || (text.includes("%") && SEVEN_ASCII.test(plain(text)));
  return SEVEN.test(plain(text));
}

const ASCII = /^[\x20-\x7e]*$/;
const SEVEN_ASCII = /(?:\d[^a-z\d]*){7}/i;
const SEVEN = /(?:\p{Nd}[^\p{L}\p{Nd}]*){7}/u;

/** As it is compared: lower case, no percent escapes, no look-alikes of common characters. */
function plain(text: string): string {
  const decoded = text.includes("%") ? percentDecoded(text) : text;
  return (ASCII.test(decoded) ? decoded : decoded.normalize("NFKC")).toLowerCase();
}

function lettersAndDigits(text: string): string {
  const form = asciiDigits(plain(text));
  return ASCII.test(form) ? form.replace(/[^a-z\d]/g, "") : form.replace(/[^\p{L}\p{Nd}]/gu, "");
}

function wordsOf(text: string): string[] {
  return plain(text).split(/[^\p{L}\p{N}_.-]+/u);
}

/** A text may go on in digits behind the number. */
function startsWithNumber(digits: string): boolean {
  const longest = Math.min(digits.length, 15);
  for (let length = longest; length >= Math.max(TELLING_DIGITS, longest - 4); length -= 1) {
    if (parsePhoneNumber(`+${digits.slice(0, length)}`, { extract: false })?.isPossible()) return true;
  }
  return false;
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
