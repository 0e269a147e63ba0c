/** One figure: the median over rounds, and whether it reaches its goal. */
export type BenchRow = {
  name: string;
  median: number;
  min: number;
  max: number;
  goal: number | null;
  lowerIsBetter: boolean;
};

/** What a figure is to reach: at least that much, or at most. */
export type Goal = { atLeast: number } | { atMost: number };

/** A figure of every round as one row. */
export function benchRow(name: string, values: readonly number[], goal?: Goal): BenchRow {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    name,
    median: sorted[Math.floor(sorted.length / 2)] ?? 0,
    min: sorted[0] ?? 0,
    max: sorted.at(-1) ?? 0,
    goal: goal === undefined ? null : "atMost" in goal ? goal.atMost : goal.atLeast,
    lowerIsBetter: goal !== undefined && "atMost" in goal,
  };
}

/** A figure that says what something takes: less is better, and there is no goal. */
export function costRow(name: string, values: readonly number[]): BenchRow {
  return { ...benchRow(name, values), lowerIsBetter: true };
}

/** Ratios are taken per round: the machine is noisy, but both sides of a ratio meet the same noise. */
export function ratioRow(name: string, over: readonly number[], under: readonly number[], goal?: Goal): BenchRow {
  const ratios = over.map((value, round) => value / (under[round] ?? Number.NaN));
  return benchRow(name, ratios, goal);
}
