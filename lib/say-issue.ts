import type { z } from "zod";

type Issue = z.core.$ZodRawIssue;

/** What is wrong, by the path of the field; `*` for the whole. */
export function problemsOf({ issues }: Pick<z.ZodError, "issues">): Record<string, string> {
  return Object.fromEntries(issues.map(({ path, message }) => [path.join(".") || "*", message]));
}

/**
 * What is wrong with a field, for the person or the program that gave it; for `parse(value, { error: sayIssue })`. What a
 * schema says itself goes first: of a pattern only it can tell the form, with an example.
 */
export function sayIssue(issue: Issue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is missing" : `must be ${TYPES[issue.expected] ?? "of another kind"}`;
    case "invalid_value":
      return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.join(", ")}`;
    case "too_small":
      return sizeText(issue, Number(issue.minimum), "at least");
    case "too_big":
      return sizeText(issue, Number(issue.maximum), "at most");
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    case "invalid_format":
      return FORMATS[issue.format] ?? "is not in the form that is wanted";
    case "unrecognized_keys":
      return `has nothing by the name of ${issue.keys.join(", ")}`;
    case "invalid_union":
      return "is in none of the forms that are taken";
    case "invalid_key":
      return "has a name in it that is not taken";
    default:
      return undefined;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: 'a list, like ["a", "b"]',
  object: 'an object, like {"a": "b"}',
  record: 'an object, like {"a": "b"}',
  date: "a time",
};

const FORMATS: Readonly<Record<string, string>> = {
  url: "must be a whole address, like https://shop.example/orders/42",
  email: "must be an email address, like ana@example.com",
  datetime: "must be a time with its zone, like 2026-11-21T14:08:02Z",
  uuid: "must be an id, like 01900000-0000-7000-8000-000000000000",
};

const UNITS: Readonly<Record<string, string>> = { string: "character", array: "entry", set: "entry", map: "entry" };

function sizeText({ origin }: Issue & { origin?: string }, size: number, bound: string): string {
  const unit = UNITS[origin ?? ""];
  if (!unit) return `must be ${bound} ${size}`;
  if (bound === "at least" && size === 1) return "must not be empty";
  const plural = unit === "entry" ? "entries" : `${unit}s`;
  return `must have ${bound} ${size} ${size === 1 ? unit : plural}`;
}
