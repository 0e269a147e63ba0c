import { z } from "zod";

/** The zone of times that name none, as an admin says it. */
export const UtcOffset = z
  .string()
  .trim()
  .regex(/^[+-](?:0\d|1[0-4]):[0-5]\d$/, "an offset from UTC, like +00:00 or +05:30");

const BARE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?$/;

/** A date and clock without a zone, with the one that an admin named; whatever else as it is. */
export function inZone(time: unknown, utcOffset: string | undefined): unknown {
  if (typeof time !== "string" || utcOffset === undefined || !BARE.test(time.trim())) return time;
  return `${time.trim()} ${utcOffset}`;
}
