import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { benchIngest } from "./bench-ingest";

/** One figure: the median over rounds, and whether it reaches its goal. */
export type BenchRow = {
  name: string;
  median: number;
  min: number;
  max: number;
  goal: number | null;
  lowerIsBetter: boolean;
};

const BENCHES: Record<string, (options: { rounds: number; perRound: number }) => Promise<BenchRow[]>> = {
  ingest: benchIngest,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "5" },
    "per-connection": { type: "string", default: "40" },
    json: { type: "string" },
  },
});
const bench = BENCHES[positionals[0] ?? ""];
if (!bench) {
  process.stderr.write(`Name a benchmark: ${Object.keys(BENCHES).join(", ")}.\n`);
  process.exit(1);
}
const rows = await bench({ rounds: Number(values.rounds), perRound: Number(values["per-connection"]) });
for (const { name, median, min, max, goal } of rows) {
  const figures = `${figure(median).padStart(10)}   ${figure(min)} to ${figure(max)}`;
  process.stdout.write(`${name.padEnd(44)} ${figures}${goal === null ? "" : `   goal ${goal}`}\n`);
}
if (values.json) writeFileSync(values.json, `${JSON.stringify({ rows }, null, 2)}\n`);

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
