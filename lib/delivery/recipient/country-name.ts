const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });

/** `India` for `IN`; an unknown code stays as it is. */
export function countryName(country: string): string {
  return /^[A-Z]{2}$/.test(country) ? (names.of(country) ?? country) : country;
}
