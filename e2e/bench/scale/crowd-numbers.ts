import type { Place } from "@/lib/simulator/places";

type Range = { prefix: string; digits: number };

/**
 * Numbers for more people than the ranges that are reserved for fiction hold: subscribers' digits, area codes and
 * prefixes that no network of the country assigns. Nothing is ever sent to them.
 */
const RANGES: Readonly<Record<string, readonly Range[]>> = {
  IN: [{ prefix: "+915555", digits: 6 }],
  BR: [{ prefix: "+55110", digits: 8 }],
  ID: [{ prefix: "+62840", digits: 7 }],
  MX: [{ prefix: "+52550", digits: 7 }],
  US: [{ prefix: "+1555", digits: 7 }],
  GB: [{ prefix: "+44400", digits: 7 }],
  NG: [{ prefix: "+234940", digits: 7 }],
  DE: [{ prefix: "+49100", digits: 8 }],
  FR: ["+3363998", "+3353649", "+3326191", "+3346571", "+3319900"].map((prefix) => ({ prefix, digits: 4 })),
  SE: [{ prefix: "+46740", digits: 6 }],
};

/** Shares no factor with the size of any range: neighbours do not differ in their last digit alone. */
const STRIDE = 7_919;

/**
 * The number of the n-th of a place's many people; a different one for each, up to the size of its ranges. The
 * digits begin with no zero: the numbers that do are those of the simulator's people.
 */
export function crowdNumber({ country }: Place, index: number): string {
  const ranges = RANGES[country];
  const range = ranges?.[index % ranges.length];
  if (!ranges || !range) throw new Error(`There are no numbers for people in ${country}.`);
  const first = 10 ** (range.digits - 1);
  const size = 9 * first;
  const turn = Math.floor(index / ranges.length);
  if (turn >= size) throw new Error(`There are more people in ${country} than numbers.`);
  return range.prefix + String(first + ((turn * STRIDE) % size));
}
