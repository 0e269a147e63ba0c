/** A share of a number of cases, with the interval in which the true share lies 95 times of 100 (Wilson). */
export type Rate = { successes: number; of: number; share: number; low: number; high: number; isSmall: boolean };

/** The difference of two rates, in shares; `isClear` where chance alone seldom makes one as large (Newcombe, 95 %). */
export type Change = { by: number; isClear: boolean };

/** Fewer cases carry no conclusion; they are shown, and marked. */
export const SMALL_SAMPLE = 50;

const Z = 1.959964;

/** Null where there is no case: a rate of nothing is not zero. */
export function rateOf(successes: number, of: number): Rate | null {
  if (of <= 0) return null;
  const share = successes / of;
  const centre = share + (Z * Z) / (2 * of);
  const spread = Z * Math.sqrt((share * (1 - share)) / of + (Z * Z) / (4 * of * of));
  const scale = 1 + (Z * Z) / of;
  // Where all or none succeeded a bound is the share itself: what is computed comes out a little beside it.
  const low = Math.max(0, Math.min(share, (centre - spread) / scale));
  const high = Math.min(1, Math.max(share, (centre + spread) / scale));
  return { successes, of, share, low, high, isSmall: of < SMALL_SAMPLE };
}

/** Null where either has too few cases to compare. */
export function changeOf(now: Rate | null, before: Rate | null): Change | null {
  if (!now || !before || now.isSmall || before.isSmall) return null;
  const by = now.share - before.share;
  const below = Math.hypot(now.share - now.low, before.high - before.share);
  const above = Math.hypot(now.high - now.share, before.share - before.low);
  return { by, isClear: by - below > 0 || by + above < 0 };
}
