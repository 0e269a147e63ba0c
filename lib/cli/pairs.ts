import { InvalidArgumentError } from "commander";

/** Collects repeated `name=value` options; the value may hold further equals signs. */
export function collectPairs(text: string, sofar: Record<string, string>): Record<string, string> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  // The text may be a secret: it is not repeated.
  if (name === undefined || value === undefined) throw new InvalidArgumentError("write it as name=value.");
  return { ...sofar, [name]: value };
}

/** A setting's value: JSON where it is JSON other than a bare number, else the text itself. */
export function readValue(text: string): unknown {
  if (!/^[[{"]|^(true|false)$/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
