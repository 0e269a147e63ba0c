import { isSupportedCountry } from "libphonenumber-js/max";

/** Whether a code, in capitals, is that of a country in which a number can be. */
export function isCountry(code: string): boolean {
  return isSupportedCountry(code);
}
