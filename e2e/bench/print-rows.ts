import type { BenchRow } from "./bench-rows";

/** The rows as a table: those with a goal say whether their median reaches it. */
export function printRows(rows: readonly BenchRow[]): void {
  const lines = rows.map((row) => [row.name, figure(row.median), figure(row.min), figure(row.max), verdict(row)]);
  const table = [["", "median", "min", "max", "goal"], ...lines];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  for (const [name = "", ...cells] of table) {
    const figures = cells.map((cell, index) => (index < 3 ? cell.padStart(widths[index + 1] ?? 0) : cell));
    process.stdout.write(`${[name.padEnd(widths[0] ?? 0), ...figures].join("   ").trimEnd()}\n`);
  }
}

function verdict({ median, goal, lowerIsBetter }: BenchRow): string {
  if (goal === null) return "";
  const reached = lowerIsBetter ? median <= goal : median >= goal;
  return `${reached ? "✓" : "✗"} ${lowerIsBetter ? "≤" : "≥"} ${figure(goal)}`;
}

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
