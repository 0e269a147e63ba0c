import type { Interval } from "./rate-period";

/** From the first step that may still change to the end of the last; null where all have settled. */
export function maturingSpan(steps: readonly Interval[], maturesAt: Date): { from: number; to: number } | null {
  const first = steps.find(({ to }) => to > maturesAt);
  const last = steps.at(-1);
  return first && last ? { from: first.from.getTime(), to: last.to.getTime() } : null;
}

export function isMaturing({ to }: Interval, maturesAt: Date): boolean {
  return to > maturesAt;
}
