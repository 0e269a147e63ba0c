import { maskNumbers } from "@/lib/delivery/recipient/mask-text";
import type { OpenedBody } from "@/lib/ledger/messages/seal-body";
import { type BodyChange, changeBody } from "@/lib/providers/kit/body-path";
import { parseJson } from "@/lib/providers/kit/read-json";
import { hideValue, isFieldName, showValue, tellingDigits } from "./redact-value";

/** A callback as it may be shown: by its parts, each line a name and a value. */
export type RedactedCallback = {
  method: string;
  headers: [name: string, value: string][];
  query: [name: string, value: string][];
  body:
    | { kind: "empty" }
    | { kind: "fields"; fields: [name: string, value: string][] }
    | { kind: "json"; text: string }
    /** Bytes of no known form: no field can be told from another, so nothing is shown. */
    | { kind: "unknown"; bytes: number };
};

const SHOWN_CHARACTERS = 8_000;
const SHOWN_FIELDS = 200;

type Field = Record<string, unknown>;
type ReadBody =
  | Exclude<RedactedCallback["body"], { kind: "fields" | "json" }>
  | { kind: "fields"; fields: Field[] }
  | { kind: "json"; value: object };

/** Shows the values of plain fields; of every other, known to us or not, only how long it is. */
export function redactCallback(opened: OpenedBody, plainFields: readonly string[]): RedactedCallback {
  const plain = new Set(plainFields);
  const [query, body] = [fieldsOf(opened.query), unfolded(readBody(opened), plain)];
  const change = redaction(plain, [query, partsOf(body)]);
  return {
    method: opened.method,
    headers: Object.entries(opened.headers).map(([name, value]) => [name, maskNumbers(value)]),
    query: pairs(query, change),
    body: redactBody(body, change),
  };
}

function readBody({ body, headers }: OpenedBody): ReadBody {
  const text = body.toString("utf8");
  if (text.trim() === "") return { kind: "empty" };
  const json = parseJson(text)?.value;
  // A bare word or number is no field.
  if (typeof json === "object" && json !== null) return { kind: "json", value: json };
  if (/x-www-form-urlencoded/i.test(headers["content-type"] ?? "")) return { kind: "fields", fields: fieldsOf(text) };
  return { kind: "unknown", bytes: body.length };
}

/** Text that is JSON itself is opened, where the provider names plain fields inside it. */
function unfolded(body: ReadBody, plain: ReadonlySet<string>): ReadBody {
  const opening: BodyChange = {
    value(value, path) {
      const hasPlain = typeof value === "string" && [...plain].some((name) => name.startsWith(`${path}.`));
      const inner = hasPlain ? parseJson(value)?.value : undefined;
      return typeof inner === "object" && inner !== null ? inner : value;
    },
  };
  if (body.kind === "json") return { kind: "json", value: changeBody(body.value, opening) as object };
  return body.kind === "fields" ? { kind: "fields", fields: changeBody(body.fields, opening) as Field[] } : body;
}

function partsOf(body: ReadBody): unknown {
  if (body.kind === "json") return body.value;
  return body.kind === "fields" ? body.fields : [];
}

function fieldsOf(text: string): Field[] {
  return [...new URLSearchParams(text)].slice(0, SHOWN_FIELDS).map(([name, value]) => ({ [name]: value }));
}

/** A plain value that repeats a hidden one is hidden as well, so those come first. */
function redaction(plain: ReadonlySet<string>, parts: unknown[]): BodyChange {
  const hidden = new Set<string>();
  const note = (value: unknown, path: string) => {
    const digits = plain.has(path) ? null : tellingDigits(value);
    if (digits !== null) hidden.add(digits);
  };
  changeBody(parts, { value: note });
  const names = new Set([...plain].flatMap((path) => path.split(".")));
  const strange = new Map<string, string>();
  return {
    value: (value, path) => {
      if (value === null || value === "") return value;
      return plain.has(path) ? showValue(value, hidden) : hideValue(value);
    },
    name(name) {
      if (names.has(name) || isFieldName(name)) return name;
      const shown = strange.get(name) ?? `•••• ${strange.size + 1}`;
      strange.set(name, shown);
      return shown;
    },
  };
}

function redactBody(body: ReadBody, change: BodyChange): RedactedCallback["body"] {
  if (body.kind === "fields") return { kind: "fields", fields: pairs(body.fields, change) };
  if (body.kind !== "json") return body;
  const text = JSON.stringify(changeBody(body.value, change), null, 2);
  return { kind: "json", text: text.slice(0, SHOWN_CHARACTERS) };
}

function pairs(fields: readonly Field[], change: BodyChange): [string, string][] {
  return fields.flatMap((field) =>
    Object.entries(changeBody(field, change) as object).map(([name, value]): [string, string] => [
      name,
      written(value),
    ]),
  );
}

function written(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}
