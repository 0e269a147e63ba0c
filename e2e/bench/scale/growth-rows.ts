import { benchRow, costRow, ratioRow } from "@/e2e/bench/bench-rows";
import type { BenchRow } from "../bench-rows";
import type { Figure } from "./figure-table";

/** What a read may cost in a database a hundred times as large. */
const GROWTH_GOAL = { atMost: 1.5 };

/** Every figure at every size, and how the largest compares with the smallest. */
export function growthRows(figures: ReadonlyMap<number, readonly Figure[]>): BenchRow[] {
  const sizes = [...figures.keys()].sort((a, b) => a - b);
  const [smallest = 0, largest = 0] = [sizes[0], sizes.at(-1)];
  return (figures.get(smallest) ?? []).flatMap(({ name, isCost }) => {
    const at = (size: number) => figures.get(size)?.find((figure) => figure.name === name)?.values ?? [];
    const each = sizes.map((size) => (isCost ? costRow : benchRow)(`${name}, ${power(size)}`, at(size)));
    if (smallest === largest) return each;
    const goal = /(p95 ms|buffers)$/.test(name) ? GROWTH_GOAL : undefined;
    return [...each, ratioRow(`${name}, ${power(largest)} ÷ ${power(smallest)}`, at(largest), at(smallest), goal)];
  });
}

/** `10^6` of a million, `20,000` of what is no power of ten. */
function power(size: number): string {
  const exponent = Math.log10(size);
  return Number.isInteger(exponent) ? `10^${exponent}` : size.toLocaleString("en");
}
