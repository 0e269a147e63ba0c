import { z } from "zod";

const MONTH_SECONDS = 30 * 86_400;

/** How old a signed time may be: a setting, for providers rarely say whether they sign a repetition anew. */
export function toleranceSetting(defaultSeconds: number, description?: string) {
  const seconds = z.coerce.number().int().min(60).max(MONTH_SECONDS).default(defaultSeconds);
  return seconds.meta({ title: "Oldest (seconds)", ...(description && { description }) });
}
