import parsePhoneNumber, {
  type CountryCode,
  isSupportedCountry,
  type PhoneNumber,
  parseIncompletePhoneNumber,
} from "libphonenumber-js/max";
import { countryName } from "./country-name";
import { maskPhone, maskRecipient } from "./mask-recipient";
import { CHANNEL_PREFIX, withoutInvisible } from "./recipient-text";

/** One way to understand what was typed. */
export type PhoneReading = {
  /** E.164. */
  normalised: string;
  /** Of the number; where several countries share a code and the number fits none, the code's main country. */
  country: CountryCode | null;
  mask: string;
  how: "international" | "national";
  /** Of a range that is in use, not only of a possible length. Looked up when asked for. */
  readonly assigned: boolean;
  /** Without the `+`. */
  callingCode: string;
};

/**
 * All plausible readings of a number in any format, most plausible first. Without `+` or `00` the same digits
 * may be national in one country and international in another: an assigned number goes before a possible one,
 * then a national reading before an international one.
 */
export function readPhone(raw: string, defaultCountries: readonly string[]): PhoneReading[] {
  const text = withoutInvisible(raw).replace(CHANNEL_PREFIX, "").trim();
  if (!/^[\p{Nd}+(/][\p{Nd}\s().\-–—‑/+]*$/u.test(text)) return [];
  const typed = parseIncompletePhoneNumber(text);
  const countries = defaultCountries.filter((country): country is CountryCode => isSupportedCountry(country));
  if (typed.startsWith("+")) return distinct([international(typed)]);
  const national = countries.map((country) => within(typed, country));
  if (typed.startsWith("00")) return distinct([international(`+${typed.slice(2)}`), ...national]);
  return distinct(typed.startsWith("0") ? national : [...national, international(`+${typed}`)]);
}

/** How a number was understood, in words, without the number. */
export function explainReading({ country, callingCode, how, assigned }: PhoneReading): string {
  const place = country ? countryName(country) : "no single country";
  const form = how === "international" ? "with its country code" : "in its national form";
  return `A number of ${place} (+${callingCode}), ${form}${assigned ? "" : "; not in a known range"}.`;
}

function international(typed: string): PhoneReading | null {
  const parsed = parsePhoneNumber(typed, { extract: false });
  return parsed ? reading(parsed, "international", typed) : null;
}

function within(typed: string, country: CountryCode): PhoneReading | null {
  const parsed = parsePhoneNumber(typed, { defaultCountry: country, extract: false });
  if (!parsed) return null;
  const code = parsed.countryCallingCode;
  if (typed.endsWith(code + parsed.nationalNumber)) return reading(parsed, "international", parsed.number);
  return reading(parsed, "national", `+${code}${typed}`);
}

function reading(parsed: PhoneNumber, how: PhoneReading["how"], typed: string): PhoneReading | null {
  const normalised = stableNumber(parsed, typed);
  if (normalised === null) return null;
  return {
    normalised,
    country: parsed.country ?? parsed.getPossibleCountries()[0] ?? null,
    mask: normalised === parsed.number ? maskPhone(parsed) : maskRecipient(normalised),
    how,
    get assigned() {
      return parsed.isValid();
    },
    callingCode: parsed.countryCallingCode,
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
  return typed.length <= 16 ? typed : null;
}

function distinct(readings: readonly (PhoneReading | null)[]): PhoneReading[] {
  const byNumber = new Map<string, PhoneReading>();
  for (const found of readings) if (found && !byNumber.has(found.normalised)) byNumber.set(found.normalised, found);
  const found = [...byNumber.values()];
  return found.length < 2 ? found : found.sort((a, b) => Number(b.assigned) - Number(a.assigned));
}
