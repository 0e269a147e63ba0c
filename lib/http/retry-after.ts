/** Nobody makes us wait longer. */
const LONGEST_SECONDS = 3_600;

/**
 * Seconds that a `Retry-After` asks for: a number, or a moment, counted from the answer's own `Date` so that two
 * clocks need not agree. Null where it says nothing that can be read.
 */
export function retryAfterSeconds(header: string | undefined, date: string | undefined): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : secondsUntil(text, date);
  if (seconds === null || !Number.isFinite(seconds)) return null;
  return Math.min(LONGEST_SECONDS, Math.max(0, Math.ceil(seconds)));
}

function secondsUntil(moment: string, date: string | undefined): number | null {
  const [until, from] = [Date.parse(moment), Date.parse(date ?? "")];
  return Number.isNaN(until) || Number.isNaN(from) ? null : (until - from) / 1_000;
}
