import parsePhoneNumber, { type CountryCode, isSupportedCountry, type PhoneNumber } from "libphonenumber-js/max";
import { countryName } from "./country-name";
import { maskRecipient } from "./mask-recipient";
import { CHANNEL_PREFIX, withoutInvisible } from "./recipient-text";

/** One way to understand what was typed. */
export type PhoneReading = {
  /** E.164. */
  normalised: string;
  /** Of the number; where several countries share a code and the number fits none, the code's main country. */
  country: CountryCode | null;
  mask: string;
  how: "international" | "national";
  /** Of a range that is in use, not only of a possible length. */
  assigned: boolean;
  /** In words, without the number. */
  explanation: string;
};

/**
 * All plausible readings of a number in any format, most plausible first. Without `+` or `00` the same digits
 * may be national in one country and international in another: an assigned number goes before a possible one,
 * then a national reading before an international one.
 */
export function readPhone(raw: string, defaultCountries: readonly string[]): PhoneReading[] {
  const text = withoutInvisible(raw).replace(CHANNEL_PREFIX, "").trim();
  if (!/^[\p{Nd}+(/][\p{Nd}\s().\-–—‑/+]*$/u.test(text)) return [];
  const countries = defaultCountries.filter((country): country is CountryCode => isSupportedCountry(country));
  if (text.startsWith("+")) return distinct([international(text)]);
  const national = countries.map((country) => within(text, country));
  const withPlus = text.startsWith("00") ? international(`+${text.slice(2)}`) : null;
  const bare = text.startsWith("0") ? null : international(`+${text.replace(/\P{Nd}/gu, "")}`);
  return distinct(withPlus ? [withPlus, ...national] : [...national, bare]);
}

function international(text: string): PhoneReading | null {
  return reading(parsePhoneNumber(text, { extract: false }), "international");
}

function within(text: string, country: CountryCode): PhoneReading | null {
  const parsed = parsePhoneNumber(text, { defaultCountry: country, extract: false });
  const code = parsed?.countryCallingCode ?? "";
  const typed = text.replace(/\P{Nd}/gu, "");
  const repeated = parsed ? typed.endsWith(code + parsed.nationalNumber) : false;
  return reading(parsed, repeated ? "international" : "national");
}

function reading(parsed: PhoneNumber | undefined, how: PhoneReading["how"]): PhoneReading | null {
  if (!parsed?.isPossible()) return null;
  const country = parsed.country ?? parsed.getPossibleCountries()[0] ?? null;
  const place = country ? countryName(country) : "no single country";
  const form = how === "international" ? "with its country code" : "in its national form";
  const assigned = parsed.isValid();
  return {
    normalised: parsed.number,
    country,
    mask: maskRecipient(parsed.number),
    how,
    assigned,
    explanation: `A number of ${place} (+${parsed.countryCallingCode}), ${form}${assigned ? "" : "; not in a known range"}.`,
  };
}

function distinct(readings: readonly (PhoneReading | null)[]): PhoneReading[] {
  const byNumber = new Map<string, PhoneReading>();
  for (const found of readings) if (found && !byNumber.has(found.normalised)) byNumber.set(found.normalised, found);
  return [...byNumber.values()].sort((a, b) => Number(b.assigned) - Number(a.assigned));
}
