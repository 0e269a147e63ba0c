import parsePhoneNumber from "libphonenumber-js/max";
import { formsOf, twinOf } from "./canonical-number";

/** Shorter digit strings occur in ids by chance. */
export const TELLING_DIGITS = 7;

/**
 * The digit strings one of which stands in every way to dial or write a number: what comes before them (`+`, `00`,
 * country code, trunk 0) and what stands between them may differ.
 */
export function dialledForms(e164: string): string[] {
  return [...new Set([...formsOf(e164), twinOf(e164)?.number ?? e164].flatMap(nationalForms))];
}

function nationalForms(e164: string): string[] {
  const parsed = parsePhoneNumber(e164, { extract: false });
  const national = parsed?.nationalNumber ?? "";
  if (!parsed || national.length < TELLING_DIGITS) return [e164.replace(/\D/g, "")];
  return [national, ...(VARIANTS[parsed.countryCallingCode]?.(national) ?? [])];
}

/** Digits that mark a mobile number, and that callers, carriers and years leave out or put in. */
const VARIANTS: Readonly<Record<string, (national: string) => string[]>> = {
  "52": (national) => [national.replace(/^1(?=\d{10}$)/, "")],
  "54": (national) => {
    const base = national.replace(/^9(?=\d{10}$)/, "");
    return [base, ...[2, 3, 4].map((area) => `${base.slice(0, area)}15${base.slice(area)}`)];
  },
  "55": (national) => [national.replace(/^(\d\d)9(?=\d{8}$)/, "$1"), national.replace(/^(\d\d)(?=[6-9]\d{7}$)/, "$19")],
};
