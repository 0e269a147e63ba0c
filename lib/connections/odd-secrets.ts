import type { Provider } from "@/lib/providers/provider";
import { describeFields, type FormField } from "./describe-fields";

export type OddSecret = { name: string; words: string };

/** Shorter ones are guessed, or are no secret but a part of one. */
const SHORT = 8;

/**
 * Secrets that were probably copied wrong: not of the shape that the provider gives them, or with something around them.
 * A warning, no refusal: shapes change without notice, and the right secret must never be turned away.
 */
export function oddSecrets(provider: Provider, values: Readonly<Record<string, string>>): OddSecret[] {
  return describeFields(provider).flatMap((field) => {
    const value = values[field.name];
    const doubt = field.isSetting || value === undefined ? null : doubtOf(field, value);
    return doubt === null ? [] : [{ name: field.name, words: `${field.title} ${doubt}.` }];
  });
}

function doubtOf({ shape, isSecret }: FormField, value: string): string | null {
  if (/^["'“‘`].*["'”’`]$/s.test(value)) return "stands in quotation marks, which are taken as a part of it";
  if (/[•*…]{3}|…$/.test(value)) return "looks like one that was masked when it was copied";
  if (/\s/.test(value)) return "has blanks in it";
  if (shape && !new RegExp(shape.pattern).test(value)) return `is usually ${shape.words}; this one is not`;
  return isSecret && value.length < SHORT ? `has fewer than ${SHORT} characters` : null;
}
