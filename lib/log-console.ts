import { stripVTControlCharacters } from "node:util";
import { log } from "./log";

const LONGEST_TEXT = 200;
const LEVELS = { error: "error", warn: "warn", info: "info", log: "info", debug: "debug" } as const;

/**
 * What libraries write for a person's eyes, on the console or as a process warning, becomes lines of the log as well:
 * who reads it by program meets one form alone. Errors by name and place, for their texts may quote what was sent.
 */
export function logConsole(): void {
  for (const [method, level] of Object.entries(LEVELS)) {
    console[method as keyof typeof LEVELS] = (...parts: unknown[]) => log()[level](...lineOf(parts));
  }
  process.removeAllListeners("warning");
  process.on("warning", (warning) => log().warn({ ...placeOf(warning), from: "node" }, "process warning"));
}

/** What may be logged of an error that is not ours: where it was thrown, not what it says. */
export function placeOf(error: unknown): { name?: string; code?: unknown; digest?: string; at?: string } {
  const { name, code, digest, stack } = (error ?? {}) as {
    name?: string;
    code?: string;
    digest?: string;
    stack?: string;
  };
  return { name, code, digest, at: framesOf(stack)[0] };
}

export function framesOf(stack: string | undefined): string[] {
  return (stack ?? "").split("\n").flatMap((line) => (/^\s+at /.test(line) ? [line.trim().slice(3)] : []));
}

function lineOf(parts: unknown[]): [facts: object, text: string] {
  const error = parts.find((part) => part instanceof Error);
  const texts = parts.filter((part) => typeof part === "string").map(plain);
  const text = texts.filter(Boolean).join(" ").slice(0, LONGEST_TEXT);
  return [{ from: "console", ...(error !== undefined && placeOf(error)) }, text || "a library wrote this"];
}

/** Without the colours of a terminal and without further lines. */
function plain(text: string): string {
  return (stripVTControlCharacters(text).trim().split("\n")[0] ?? "").trim();
}
