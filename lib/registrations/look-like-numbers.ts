const HOLDS_NUMBER = "looks like a phone number; use an id that does not identify the person";

/** Where no recipient is given to compare with: the fields that are a number in E.164 by their look alone. */
export function lookLikeNumbers(fields: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, text]) => text !== undefined && /^(?:\+|00|tel:)[\s().-]*(?:\d[\s().-]*){8,15}$/i.test(text))
      .map(([field]) => [field, HOLDS_NUMBER]),
  );
}
