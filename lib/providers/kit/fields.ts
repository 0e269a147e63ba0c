import { sole } from "./body-path";

/** Longest values that our columns and pages take. */
const LIMITS = { id: 200, status: 64, code: 32, reason: 500, address: 320, name: 100 } as const;

/**
 * One field of a callback as text that is safe to store and show, or undefined when there is none.
 * Free text is cut at `maxLength`; cutting is wrong for an id, so see `idField`.
 */
export function textField(value: unknown, maxLength: number): string | undefined {
  const text = cleanText(value);
  if (text === undefined || text.length <= maxLength) return text;
  return text.slice(0, maxLength).replace(LONE_SURROGATES, "\ufffd");
}

/** An id or address: too long means that it is none of ours, never a shortened one that matches another. */
export function idField(value: unknown, maxLength: number = LIMITS.id): string | undefined {
  const text = cleanText(value);
  return text !== undefined && text.length <= maxLength ? text : undefined;
}

export const statusField = (value: unknown) => textField(value, LIMITS.status);
export const codeField = (value: unknown) => textField(value, LIMITS.code);
export const reasonField = (value: unknown) => textField(value, LIMITS.reason);
export const addressField = (value: unknown) => idField(value, LIMITS.address);
export const nameField = (value: unknown) => textField(value, LIMITS.name);

/** A decimal amount exactly as it was written, or undefined; a small one may come as `1e-05`. */
export function amountField(value: unknown): string | undefined {
  const written = idField(value, 24);
  const text = written !== undefined && /^[\d.]+e-\d\d?$/i.test(written) ? decimals(Number(written)) : written;
  return text !== undefined && /^[+-]?\d{1,7}(\.\d{1,12})?$/.test(text) ? text : undefined;
}

function decimals(amount: number): string {
  return amount.toFixed(12).replace(/\.?0+$/, "");
}

/** A whole number from 1 to 999: parts of a message. */
export function countField(value: unknown): number | undefined {
  const whole = /^([1-9]\d{0,2})(?:\.0+)?$/.exec(idField(value, 6) ?? "")?.[1];
  return whole === undefined ? undefined : Number(whole);
}

/** MCC and MNC as digits, 5 or 6 of them. */
export function mccMncField(value: unknown): string | undefined {
  const text = idField(value, 6);
  return text !== undefined && /^\d{5,6}$/.test(text) ? text : undefined;
}

// PostgreSQL text holds no NUL, and direction marks make one value look like another. Replaced, not removed:
// two ids must never become one.
const UNSAFE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const LONE_SURROGATES = /\p{Surrogate}/gu;

function cleanText(given: unknown): string | undefined {
  const value = sole(given);
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return undefined;
  const text = String(value)
    .replace(/[\t\r\n]+/g, " ")
    .trim()
    .replace(UNSAFE, "\ufffd")
    .replace(LONE_SURROGATES, "\ufffd");
  return text === "" ? undefined : text;
}
