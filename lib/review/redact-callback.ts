import { maskNumbers } from "@/lib/delivery/recipient/mask-text";
import type { OpenedBody } from "@/lib/ledger/messages/seal-body";

/** A callback as it may be shown: by its parts, each line a name and a value. */
export type RedactedCallback = {
  method: string;
  headers: [name: string, value: string][];
  query: [name: string, value: string][];
  body:
    | { kind: "empty" }
    | { kind: "fields"; fields: [name: string, value: string][] }
    | { kind: "json"; text: string }
    /** Bytes of no known form: no field can be told from another, so no digit is shown. */
    | { kind: "text"; text: string };
};

const HIDDEN = "••••";
const SHOWN_CHARACTERS = 8_000;
const DEEPEST = 30;

/** Hides the provider's personal fields, in any case and at any depth, and masks whatever else looks like a number. */
export function redactCallback(opened: OpenedBody, personalFields: readonly string[]): RedactedCallback {
  const personal = new Set(personalFields.map((name) => name.toLowerCase()));
  return {
    method: opened.method,
    headers: Object.entries(opened.headers).map(([name, value]) => [name, maskNumbers(value)]),
    query: redactPairs(opened.query, personal),
    body: redactBody(opened.body.toString("utf8"), opened.headers["content-type"] ?? "", personal),
  };
}

function redactBody(text: string, contentType: string, personal: ReadonlySet<string>): RedactedCallback["body"] {
  if (text.trim() === "") return { kind: "empty" };
  const json = readJson(text);
  if (json !== undefined) {
    return { kind: "json", text: JSON.stringify(redactValue(json, personal, 0), null, 2).slice(0, SHOWN_CHARACTERS) };
  }
  if (/x-www-form-urlencoded/i.test(contentType)) return { kind: "fields", fields: redactPairs(text, personal) };
  return { kind: "text", text: text.slice(0, SHOWN_CHARACTERS).replace(/\p{Nd}/gu, "•") };
}

/** Objects and lists only: a bare word or number is text like any other. */
function readJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function redactPairs(text: string, personal: ReadonlySet<string>): [string, string][] {
  return [...new URLSearchParams(text)]
    .slice(0, 200)
    .map(([name, value]) => [
      maskNumbers(name),
      personal.has(name.toLowerCase()) ? HIDDEN : maskNumbers(value).slice(0, 500),
    ]);
}

function redactValue(value: unknown, personal: ReadonlySet<string>, depth: number): unknown {
  if (typeof value === "string") return maskNumbers(value);
  if (typeof value === "number") return redactNumber(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth === DEEPEST) return HIDDEN;
  if (Array.isArray(value)) return value.map((one) => redactValue(one, personal, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      maskNumbers(name),
      personal.has(name.toLowerCase()) ? HIDDEN : redactValue(inner, personal, depth + 1),
    ]),
  );
}

function redactNumber(value: number): unknown {
  const masked = maskNumbers(String(value));
  return masked === String(value) ? value : masked;
}
