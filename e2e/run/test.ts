import { parseArgs } from "node:util";
import { failureLine } from "../../lib/cli/failure-line";
import { buildPages } from "../../lib/cli/process/build-pages";
import { NODE_VERSIONS, runOnNode } from "./other-nodes";
import { add, bin, runTool, runVitest, type Tally } from "./run-tool";

/** `npm test`: every part in order, each with its time, and one line at the end. Any failure makes it exit 1. */
type Part = { name: string; run(): Promise<Tally> };

const BIOME = bin("@biomejs/biome/bin/biome");
const NEXT = bin("next/dist/bin/next");
const TSC = bin("typescript/bin/tsc");

const PARTS: readonly Part[] = [
  { name: "lint", run: () => runTool(BIOME, ["check", "--error-on-warnings"]) },
  { name: "types", run: () => inOrder([() => runTool(NEXT, ["typegen"]), () => runTool(TSC, ["--noEmit"])]) },
  { name: "architecture", run: () => runVitest("pure", { files: ["lib/architecture.test.ts"] }) },
  { name: "unit", run: () => runVitest("pure") },
  { name: "build", run: build },
  { name: "database", run: () => runVitest("database") },
  { name: "faults", run: () => runVitest("faults") },
  { name: "browser", run: () => runTool(bin("@playwright/test/cli.js"), ["test"], "playwright") },
];
/** With `--long` alone. Last, because each builds the pages anew. */
const LONG_PARTS: readonly Part[] = NODE_VERSIONS.map((version) => ({
  name: `node ${version}`,
  run: () => runOnNode(version),
}));
/** The architecture test is among the unit tests; alone it serves `npm run check`. */
const ALL = PARTS.filter(({ name }) => name !== "architecture");

const { values: flags } = parseArgs({ options: { only: { type: "string" }, long: { type: "boolean" } } });
if (flags.long) process.env.TEST_LONG = "1";
const every = flags.long ? [...ALL, ...LONG_PARTS] : ALL;
const only = flags.only?.split(",");
const chosen = only ? [...PARTS, ...LONG_PARTS].filter(({ name }) => only.includes(name)) : every;
const results: { name: string; tally: Tally; seconds: number }[] = [];

for (const { name, run } of chosen) {
  process.stdout.write(`\n── ${name} ${"─".repeat(60 - name.length)}\n`);
  const began = Date.now();
  const tally = await run().catch((error) => {
    process.stderr.write(`${failureLine(error)}\n`);
    return { passed: 0, failed: 1, skipped: 0 };
  });
  results.push({ name, tally, seconds: (Date.now() - began) / 1_000 });
}

const total = add(results.map(({ tally }) => tally));
process.stdout.write("\n");
for (const { name, tally, seconds } of results) {
  process.stdout.write(`${name.padEnd(14)} ${`${seconds.toFixed(1)} s`.padStart(8)}   ${counts(tally)}\n`);
}
for (const { name, tally } of results) {
  for (const failure of tally.failures ?? []) process.stdout.write(`failed in ${name}: ${failure}\n`);
}
process.stdout.write(`${counts(total)}\n`);
process.exitCode = total.failed > 0 ? 1 : 0;

async function build(): Promise<Tally> {
  await buildPages();
  return { passed: 1, failed: 0, skipped: 0 };
}

async function inOrder(steps: readonly (() => Promise<Tally>)[]): Promise<Tally> {
  const tallies: Tally[] = [];
  for (const step of steps) {
    tallies.push(await step());
    if (tallies.at(-1)?.failed) break;
  }
  return add(tallies);
}

function counts({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
