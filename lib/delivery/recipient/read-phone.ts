import parsePhoneNumber, {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  type PhoneNumber,
  parseIncompletePhoneNumber,
} from "libphonenumber-js/max";
import { canonicalNumber, spellingOf, twinOf } from "./canonical-number";
import { countryName } from "./country-name";
import { maskPhone } from "./mask-recipient";
import { numberText, recipientText } from "./recipient-text";

/** One way to understand what was typed. */
export type PhoneReading = {
  /** E.164, in the spelling that was typed. */
  normalised: string;
  /** The subscriber's one form: what people are told apart by. */
  canonical: string;
  /** Of the number; where several countries share a code and the number fits none, the code's main country. */
  country: CountryCode | null;
  mask: string;
  /** `twin`: not as typed, but in the other form of a number that may be the same subscriber's. */
  how: "international" | "national" | "twin";
  /** Of a range that is in use, not only of a possible length. Looked up when asked for. */
  readonly assigned: boolean;
  /** Without the `+`. */
  callingCode: string;
};

/** A number as nearly all programs write it needs no care. */
const PLAIN = /^\+[1-9]\d{6,14}$/;

/**
 * All plausible readings of a number in any format, most plausible first. Without `+` or `00` the same digits
 * may be national in one country and international in another: an assigned number goes before a possible one,
 * then a national reading before an international one.
 */
export function readPhone(raw: string, defaultCountries: readonly string[]): PhoneReading[] {
  if (PLAIN.test(raw)) return distinct([international(raw)]);
  const text = numberText(recipientText(raw));
  if (text === null) return [];
  const typed = parseIncompletePhoneNumber(text);
  const countries = defaultCountries.filter((country): country is CountryCode => isSupportedCountry(country));
  if (typed.startsWith("+0")) return distinct(countries.map((country) => within(typed.slice(1), country)));
  if (typed.startsWith("+")) return distinct([international(typed)]);
  const national = countries.flatMap((country) => [within(typed, country), withZero(typed, country)]);
  if (typed.startsWith("00")) return distinct([international(`+${typed.slice(2)}`), ...national]);
  return distinct(typed.startsWith("0") ? national : [...national, international(`+${typed}`)]);
}

/** The readings, and behind them the other forms that may be the same subscribers'. */
export function withTwins(readings: readonly PhoneReading[]): PhoneReading[] {
  const twins = readings.map(({ canonical }) => {
    const twin = twinOf(canonical);
    const parsed = twin && parsePhoneNumber(twin.number, { extract: false });
    return twin && parsed?.isPossible() ? readingOf(parsed, twin.number, "twin") : null;
  });
  const known = new Set(readings.map(({ canonical }) => canonical));
  return [...readings, ...twins.filter((twin) => twin !== null && !known.has(twin.canonical))] as PhoneReading[];
}

/** How a number was understood, in words, without the number. */
export function explainReading({ normalised, country, callingCode, how, assigned }: PhoneReading): string {
  const place = `${country ? countryName(country) : "no single country"} (+${callingCode})`;
  const range = assigned ? "" : "; not in a known range";
  if (how === "twin") {
    return `Its other form in ${place}, ${twinOf(normalised)?.form}${range}: it may be the same subscriber's.`;
  }
  const form = how === "international" ? "with its country code" : "in its national form";
  const spelling = spellingOf(normalised);
  return `A number of ${place}, ${form}${spelling ? `, ${spelling}` : ""}${range}.`;
}

function international(typed: string): PhoneReading | null {
  const parsed = parsePhoneNumber(typed, { extract: false });
  return (parsed && reading(parsed, "international", typed)) ?? respelt(typed, "international");
}

function within(typed: string, country: CountryCode): PhoneReading | null {
  const parsed = parsePhoneNumber(typed, { defaultCountry: country, extract: false });
  if (!parsed) return null;
  const code = parsed.countryCallingCode;
  if (typed.endsWith(code + parsed.nationalNumber)) return reading(parsed, "international", parsed.number);
  return reading(parsed, "national", `+${code}${typed}`) ?? respelt(`+${code}${typed}`, "national");
}

/** `091 98765 43200`: the country's code with a zero in front of it, as if it were an area's. */
function withZero(typed: string, country: CountryCode): PhoneReading | null {
  const code = getCountryCallingCode(country);
  return code !== "1" && typed.startsWith(`0${code}`) ? international(`+${typed.slice(1)}`) : null;
}

function reading(parsed: PhoneNumber, how: PhoneReading["how"], typed: string): PhoneReading | null {
  const normalised = stableNumber(parsed, typed);
  return normalised === null ? null : readingOf(parsed, normalised, how);
}

/** A form that the plan of today calls impossible, of a number that it knows. */
function respelt(typed: string, how: PhoneReading["how"]): PhoneReading | null {
  const canonical = canonicalNumber(typed);
  const parsed = canonical === typed ? undefined : parsePhoneNumber(canonical, { extract: false });
  return parsed?.isPossible() ? readingOf(parsed, typed.length <= LONGEST ? typed : canonical, how) : null;
}

/** Shown and explained as the subscriber's one form: what two spellings of a person have in common. */
function readingOf(parsed: PhoneNumber, normalised: string, how: PhoneReading["how"]): PhoneReading {
  const canonical = canonicalNumber(normalised);
  const shown = canonical === parsed.number ? parsed : parsePhoneNumber(canonical, { extract: false });
  const number = shown ?? parsed;
  return {
    normalised,
    canonical,
    country: number.country ?? number.getPossibleCountries()[0] ?? null,
    mask: maskPhone(number),
    how,
    get assigned() {
      return number.isValid();
    },
    callingCode: number.countryCallingCode,
  };
}

/**
 * Unassigned numbers may lose another leading zero each time they are parsed. They keep the digits as typed, so
 * that a recipient read again is the same recipient, with the same hash.
 */
function stableNumber(parsed: PhoneNumber, typed: string): string | null {
  if (!parsed.isPossible()) return null;
  if (typed === parsed.number || parsed.isValid()) return parsed.number;
  if (parsePhoneNumber(parsed.number, { extract: false })?.number === parsed.number) return parsed.number;
  return typed.length <= LONGEST ? typed : null;
}

/** Of E.164, with its plus. */
const LONGEST = 16;

function distinct(readings: readonly (PhoneReading | null)[]): PhoneReading[] {
  const byNumber = new Map<string, PhoneReading>();
  for (const found of readings) if (found && !byNumber.has(found.canonical)) byNumber.set(found.canonical, found);
  const found = [...byNumber.values()];
  return found.length < 2 ? found : found.sort((a, b) => Number(b.assigned) - Number(a.assigned));
}
