import { carriesNumber } from "@/lib/delivery/recipient/carries-number";
import { maskFreeText } from "@/lib/delivery/recipient/mask-free-text";
import { withoutDigits } from "@/lib/delivery/recipient/without-number";
import { changeBody } from "./body-path";
import { parseJson } from "./read-json";

/**
 * What of an answer to a look-up may be kept: its plain fields, no code in their words and nobody's number in them.
 * An answer holds the text of the message as well, of which nothing must stay.
 */
export function plainAnswer(body: string, plainFields: readonly string[], numbers: readonly string[]): string {
  const plain = new Set(plainFields);
  const kept = changeBody(parseJson(body)?.value, {
    value: (value, path) => (plain.has(path) ? harmless(value, numbers) : undefined),
  });
  return JSON.stringify(kept) ?? "";
}

function harmless(value: unknown, numbers: readonly string[]): unknown {
  if (typeof value !== "string" && typeof value !== "number") return value;
  const text = String(value);
  if (carriesNumber(text, numbers)) return withoutDigits(text);
  return /\s/.test(text.trim()) ? maskFreeText(text) : value;
}
