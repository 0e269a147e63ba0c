import { parseArgs } from "node:util";
import { failureLine } from "../../lib/cli/failure-line";
import { buildPages } from "../../lib/cli/process/build-pages";
import { runTool, type Tally } from "./run-tool";

/** `npm test`: every part in order, each with its time, and one line at the end. Any failure makes it exit 1. */
type Part = { name: string; run(): Promise<Tally> };

const bin = (name: string) => `node_modules/${name}`;
const BIOME = bin("@biomejs/biome/bin/biome");
const NEXT = bin("next/dist/bin/next");
const TSC = bin("typescript/bin/tsc");

const PARTS: readonly Part[] = [
  { name: "lint", run: () => runTool(BIOME, ["check", "--error-on-warnings"]) },
  { name: "types", run: () => inOrder([() => runTool(NEXT, ["typegen"]), () => runTool(TSC, ["--noEmit"])]) },
  { name: "architecture", run: () => runVitest("pure", "lib/architecture.test.ts") },
  { name: "unit", run: () => runVitest("pure") },
  { name: "build", run: build },
  { name: "database", run: () => runVitest("database") },
  { name: "faults", run: () => runVitest("faults") },
  { name: "browser", run: () => runTool(bin("@playwright/test/cli.js"), ["test"], "playwright") },
];
/** The architecture test is among the unit tests; alone it serves `npm run check`. */
const ALL = PARTS.map(({ name }) => name).filter((name) => name !== "architecture");

const { values: flags } = parseArgs({ options: { only: { type: "string" }, long: { type: "boolean" } } });
if (flags.long) process.env.TEST_LONG = "1";
const chosen = flags.only?.split(",") ?? ALL;
const results: { name: string; tally: Tally; seconds: number }[] = [];

for (const { name, run } of PARTS.filter((part) => chosen.includes(part.name))) {
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

function runVitest(project: string, ...files: string[]): Promise<Tally> {
  return runTool(bin("vitest/vitest.mjs"), ["run", "--project", project, ...files], "vitest");
}

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

function add(tallies: readonly Tally[]): Tally {
  const sum = (of: (tally: Tally) => number) => tallies.reduce((total, tally) => total + of(tally), 0);
  return {
    passed: sum((t) => t.passed),
    failed: sum((t) => t.failed),
    skipped: sum((t) => t.skipped),
    failures: tallies.flatMap(({ failures = [] }) => failures),
  };
}

function counts({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
