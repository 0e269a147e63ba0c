const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);
const ISO_WITH_ZONE = /^(\d{4})-(\d{2})-(\d{2})[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?\s?(Z|[+-]\d{2}:?\d{2})$/i;

/**
 * A provider's time, when it leaves no doubt: ISO 8601 with a zone, or Unix seconds or milliseconds. Without a
 * zone, invalid, or outside 2000 to 2100: undefined, because no time is better than a false one.
 */
export function providerTime(value: unknown): Date | undefined {
  const milliseconds = typeof value === "number" ? fromUnix(value) : typeof value === "string" ? fromText(value) : NaN;
  return milliseconds >= EARLIEST && milliseconds < LATEST ? new Date(milliseconds) : undefined;
}

function fromText(text: string): number {
  const trimmed = text.trim();
  if (/^\d{9,13}$/.test(trimmed)) return fromUnix(Number(trimmed));
  const iso = ISO_WITH_ZONE.exec(trimmed);
  if (!iso || !isDay(Number(iso[1]), Number(iso[2]), Number(iso[3]))) return Number.NaN;
  return Date.parse(trimmed.replace(/^(\S{10}) /, "$1T").replace(/\s/g, ""));
}

// `Date.parse` takes the 31st of February for a day in March.
function isDay(year: number, month: number, day: number): boolean {
  return day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

// Seconds and milliseconds of the years 2000 to 2100 do not overlap.
function fromUnix(value: number): number {
  return value < LATEST / 1000 ? value * 1000 : value;
}
