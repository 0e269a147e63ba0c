import { maskNumbers } from "@/lib/delivery/recipient/mask-text";
import { providerTime } from "@/lib/providers/kit/provider-time";

const SHOWN_CHARACTERS = 500;
/** Fewer digits occur everywhere by chance; a number's last seven tell whose it is. */
const [FEWEST_DIGITS, TELLING_DIGITS] = [4, 7];

/** In place of a value: only how long it is. */
export function hideValue(value: unknown): string {
  if (value === undefined) return "••••";
  const { length } = String(value);
  return `•••• (${length} ${length === 1 ? "character" : "characters"})`;
}

/** The digits of a hidden value by which another would give it away, or null. */
export function tellingDigits(value: unknown): string | null {
  const digits = digitsOf(String(value));
  return digits.length < FEWEST_DIGITS ? null : digits.slice(-TELLING_DIGITS);
}

/** A value that may be shown, unless it looks like a number or repeats what is hidden. In words no digit is shown. */
export function showValue(value: unknown, hidden: ReadonlySet<string>): unknown {
  const text = String(value);
  const digits = digitsOf(text);
  if ([...hidden].some((part) => digits.includes(part))) return hideValue(value);
  if (isTime(text)) return value;
  if (/\s/.test(text.trim())) return text.replace(/\p{Nd}/gu, "•").slice(0, SHOWN_CHARACTERS);
  if (looksLikeNumber(text)) return hideValue(value);
  return typeof value === "string" ? text.slice(0, SHOWN_CHARACTERS) : value;
}

/** A name may be a value too: of people, numbers and codes. One that reads like a field's is shown. */
export function isFieldName(name: string): boolean {
  return /^[@$_a-z][\w$.-]{0,39}$/i.test(name) && digitsOf(name).length < FEWEST_DIGITS;
}

function digitsOf(text: string): string {
  return text.replace(/\P{Nd}/gu, "");
}

// Seconds or milliseconds until 2033: no number of ten digits begins with 1.
const UNIX = /^1\d{9}(\d{3})?(\.\d+)?$/;
const WITHOUT_ZONE = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?$/;

function isTime(text: string): boolean {
  return UNIX.test(text) || WITHOUT_ZONE.test(text) || (/\D/.test(text) && providerTime(text) !== undefined);
}

/** Written as one (`+44…`, `whatsapp:44…`), or as many digits alone as a number has. */
function looksLikeNumber(text: string): boolean {
  if (/^(?:\+|[a-z]+:)|@|\+\d/i.test(text)) return maskNumbers(text) !== text;
  return !/^\d+\.\d+$/.test(text) && /^\p{Nd}{8,15}$/u.test(text.replace(/[().\-/]/g, ""));
}
