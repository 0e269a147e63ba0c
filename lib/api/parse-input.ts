import type { z } from "zod";
import { maskFreeText } from "@/lib/delivery/recipient/mask-free-text";
import { AppError } from "@/lib/errors";
import { sayIssue } from "@/lib/say-issue";

export type Parsed<T> = { ok: true; value: T } | { ok: false; error: AppError };

/** `body` as `schema` wants it, or a failure that names every field that is wrong. */
export function parseInput<T>(schema: z.ZodType<T>, body: unknown): Parsed<T> {
  const parsed = schema.safeParse(body, { error: sayIssue });
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, error: invalidInput(parsed.error.issues) };
}

/** Field path → what is wrong. A key that the sender made up may hold a number or a code: it is masked. */
function invalidInput(issues: z.core.$ZodIssue[]): AppError {
  const fields: Record<string, string> = {};
  for (const issue of issues) {
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys) fields[fieldName([...issue.path, key])] = "is not a field of this call";
    } else {
      fields[fieldName(issue.path)] ??= issue.message;
    }
  }
  return new AppError("invalid_input", "Some fields are missing or not as expected.", { fields });
}

function fieldName(path: PropertyKey[]): string {
  return path.length === 0 ? "(body)" : maskFreeText(path.map(String).join(".")).slice(0, 200);
}
