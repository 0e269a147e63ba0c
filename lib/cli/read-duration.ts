import { InvalidArgumentError } from "commander";

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** `30m`, `24h`, `3d`, or `0`, in seconds. */
export function readDuration(text: string): number {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (text === "0") return 0;
  if (count === undefined || unit === undefined) throw new InvalidArgumentError("write it as 30m, 24h or 3d.");
  return Number(count) * SECONDS[unit as keyof typeof SECONDS];
}
