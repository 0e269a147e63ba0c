import { InvalidArgumentError } from "commander";
import type { z } from "zod";
import { AppError } from "@/lib/errors";

/** What a verb's own schema says of flags, by the names of the flags. */
export function parseFlags<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const said = parsed.error.issues.map(({ path: [name], message }) =>
    name ? `--${String(name)}: ${message}` : message,
  );
  throw new AppError("invalid_input", [...new Set(said)].join("; "));
}

/** A list with commas in it, of words out of those that there are. */
export function listOf(words: readonly string[]): (text: string) => string[] {
  return (text) => {
    const list = text.split(",").map((word) => word.trim());
    const unknown = list.find((word) => !words.includes(word));
    if (unknown === undefined) return list;
    throw new InvalidArgumentError(`There is no "${unknown}". There are: ${words.join(", ")}.`);
  };
}

export function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Give a whole number.");
}
