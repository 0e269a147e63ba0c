import { createHash } from "node:crypto";

/** Chance that repeats itself: the same seed tells the same stories. */
export type Random = {
  /** From 0 up to 1. */
  next(): number;
  /** A whole number, both ends included. */
  integer(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** One of the items, as often as its weight says. */
  weighted<T>(items: readonly (readonly [T, number])[]): T;
  /** Times as they are spread in life: half below `median`, a few far above. */
  spread(median: number): number;
  hex(digits: number): string;
};

/** sfc32, seeded by a hash of the text. */
export function seededRandom(seed: string): Random {
  const hash = createHash("sha256").update(seed).digest();
  const state = Uint32Array.from([0, 4, 8, 12], (offset) => hash.readUInt32LE(offset));
  const next = () => nextWord(state) / 2 ** 32;
  const integer = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    integer,
    chance: (probability) => next() < probability,
    pick: (items) => items[integer(0, items.length - 1)] as (typeof items)[number],
    weighted: (items) => pickWeighted(items, next()),
    spread: (median) => median * Math.exp(0.45 * normal(next(), next())),
    hex: (digits) => Array.from({ length: digits }, () => integer(0, 15).toString(16)).join(""),
  };
}

function nextWord(state: Uint32Array): number {
  const [a = 0, b = 0, c = 0, count = 0] = state;
  const sum = (a + b + count) >>> 0;
  state[3] = count + 1;
  state[0] = b ^ (b >>> 9);
  state[1] = c + (c << 3);
  state[2] = ((c << 21) | (c >>> 11)) + sum;
  return sum;
}

function pickWeighted<T>(items: readonly (readonly [T, number])[], at: number): T {
  const total = items.reduce((sum, [, weight]) => sum + weight, 0);
  let left = at * total;
  for (const [item, weight] of items) {
    left -= weight;
    if (left < 0) return item;
  }
  return (items.at(-1) as readonly [T, number])[0];
}

/** Box and Muller: two even chances make one normal one. */
function normal(first: number, second: number): number {
  return Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second);
}
