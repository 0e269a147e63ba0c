import type { ParseProblem } from "../provider";

export type JsonObject = Record<string, unknown>;
export type ReadJson = { ok: true; value: unknown } | { ok: false; problem: ParseProblem };

/**
 * A JSON body, or why it cannot be read. The same name twice in one object is refused: which of the two a signer
 * or a reader meant is anybody's guess. A number that would not come out as it was written comes as text.
 */
export function readJson(body: Buffer): ReadJson {
  const text = decodeUtf8(body);
  if (text === undefined) return { ok: false, problem: "unreadable_body" };
  if (text.trim() === "") return { ok: false, problem: "empty_body" };
  const parsed = parseJson(text);
  if (!parsed) return { ok: false, problem: "unreadable_body" };
  return parsed.repeatsName ? { ok: false, problem: "unexpected_shape" } : { ok: true, value: parsed.value };
}

/** What JSON text says, every number with its own digits; undefined when it is no JSON. */
export function parseJson(text: string): { value: unknown; repeatsName: boolean } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const { repeatsName, inexact } = walk(text);
    return { value: inexact.length === 0 ? value : JSON.parse(quoted(text, inexact)), repeatsName };
  } catch {
    return undefined;
  }
}

/** The same, for a body that must be one object. */
export function readJsonObject(body: Buffer): { ok: true; value: JsonObject } | { ok: false; problem: ParseProblem } {
  const read = readJson(body);
  if (!read.ok) return read;
  const value = asObject(read.value);
  return value ? { ok: true, value } : { ok: false, problem: "unexpected_shape" };
}

export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

/** An own member, so that `__proto__` and `constructor` are names like any other. */
export function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as JsonObject)[name];
}

/** Text of valid UTF-8, else undefined. */
export function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return STRICT_UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}

const STRICT_UTF8 = new TextDecoder("utf-8", { fatal: true });

type Span = readonly [start: number, end: number];

/**
 * Walks text that `JSON.parse` took. A string before a colon is a name of the innermost open object; a number is
 * inexact when JavaScript would write it otherwise: `8202522731445525542`, `1.0`, `1e5`.
 */
function walk(json: string): { repeatsName: boolean; inexact: Span[] } {
  const open: Set<string>[] = [];
  const inexact: Span[] = [];
  let repeatsName = false;
  for (let at = 0; at < json.length; at++) {
    const character = json.charCodeAt(at);
    if (character === QUOTE) {
      const end = endOfString(json, at);
      const names = open.at(-1);
      if (names && isBeforeColon(json, end)) {
        const name = nameOf(json.slice(at, end));
        repeatsName ||= names.has(name);
        names.add(name);
      }
      at = end - 1;
    } else if (character === BRACE || character === BRACKET) open.push(new Set());
    else if (character === END_OF_BRACE || character === END_OF_BRACKET) open.pop();
    else if (character === MINUS || isDigit(character)) {
      const end = endOfNumber(json, at);
      if (!isExact(json.slice(at, end))) inexact.push([at, end]);
      at = end - 1;
    }
  }
  return { repeatsName, inexact };
}

const [QUOTE, BRACE, BRACKET, END_OF_BRACE, END_OF_BRACKET, MINUS, BACKSLASH] = [...'"{[}]-\\'].map((character) =>
  character.charCodeAt(0),
);

function endOfString(json: string, start: number): number {
  let end = json.indexOf('"', start + 1);
  while (isEscaped(json, end)) end = json.indexOf('"', end + 1);
  return end + 1;
}

function isEscaped(json: string, at: number): boolean {
  let first = at;
  while (json.charCodeAt(first - 1) === BACKSLASH) first--;
  return (at - first) % 2 === 1;
}

function nameOf(written: string): string {
  return written.includes("\\") ? String(JSON.parse(written)) : written.slice(1, -1);
}

function isBeforeColon(json: string, from: number): boolean {
  let at = from;
  while (json[at] === " " || json[at] === "\n" || json[at] === "\r" || json[at] === "\t") at++;
  return json[at] === ":";
}

function isDigit(character: number): boolean {
  return character >= 48 && character <= 57;
}

function endOfNumber(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && /[\d.eE+-]/.test(json[at] ?? "")) at++;
  return at;
}

function isExact(number: string): boolean {
  return (number.length <= 15 && /^(?:0|[1-9]\d*)$/.test(number)) || String(Number(number)) === number;
}

function quoted(json: string, numbers: readonly Span[]): string {
  let [text, from] = ["", 0];
  for (const [start, end] of numbers) {
    text += `${json.slice(from, start)}"${json.slice(start, end)}"`;
    from = end;
  }
  return text + json.slice(from);
}
