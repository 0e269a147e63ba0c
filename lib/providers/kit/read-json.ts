import type { ParseProblem } from "../provider";

export type JsonObject = Record<string, unknown>;
export type ReadJson = { ok: true; value: unknown } | { ok: false; problem: ParseProblem };

/**
 * A JSON body, or why it cannot be read. The same name twice in one object is refused: which of the two a signer
 * or a reader meant is anybody's guess.
 */
export function readJson(body: Buffer): ReadJson {
  const text = decodeUtf8(body);
  if (text === undefined) return { ok: false, problem: "unreadable_body" };
  if (text.trim() === "") return { ok: false, problem: "empty_body" };
  try {
    const value: unknown = JSON.parse(text);
    return hasRepeatedName(text) ? { ok: false, problem: "unexpected_shape" } : { ok: true, value };
  } catch {
    return { ok: false, problem: "unreadable_body" };
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

/** Walks text that `JSON.parse` took: a string before a colon is a name of the innermost open object. */
function hasRepeatedName(json: string): boolean {
  const open: Set<string>[] = [];
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === "{" || character === "[") open.push(new Set());
    else if (character === "}" || character === "]") open.pop();
    else if (character === '"') {
      const end = endOfString(json, at);
      const names = open.at(-1);
      if (names && isBeforeColon(json, end)) {
        const name = String(JSON.parse(json.slice(at, end)));
        if (names.has(name)) return true;
        names.add(name);
      }
      at = end - 1;
    }
  }
  return false;
}

function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
  return at + 1;
}

function isBeforeColon(json: string, from: number): boolean {
  let at = from;
  while (json[at] === " " || json[at] === "\n" || json[at] === "\r" || json[at] === "\t") at++;
  return json[at] === ":";
}
