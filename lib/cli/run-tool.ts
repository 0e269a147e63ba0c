import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { PROJECT_ROOT } from "./project-root";

export type Tally = { passed: number; failed: number; skipped: number };

const Vitest = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
});
const Playwright = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
});

/** Runs a tool of node_modules with its output shown; a runner of tests is asked for its counts, others count as one. */
export async function runTool(script: string, args: string[], runner?: "vitest" | "playwright"): Promise<Tally> {
  const folder = await mkdtemp(join(tmpdir(), "otp-desk-results-"));
  const results = join(folder, "results.json");
  try {
    const reporters =
      runner === "vitest" ? ["--reporter=default", "--reporter=json", `--outputFile.json=${results}`] : [];
    const code = await run([script, ...args, ...reporters], results);
    const tally = runner ? await readTally(runner, results) : { passed: code === 0 ? 1 : 0, failed: 0, skipped: 0 };
    // A file that cannot be loaded, or a set-up that fails, is in no runner's counts.
    return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(args: string[], results: string): Promise<number | null> {
  const env = { ...process.env, TEST_RESULTS: results, NEXT_TELEMETRY_DISABLED: "1" };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: PROJECT_ROOT, stdio: "inherit", env });
    child.once("error", reject);
    child.once("exit", resolve);
  });
}

async function readTally(runner: "vitest" | "playwright", file: string): Promise<Tally> {
  const text = await readFile(file, "utf8").catch(() => null);
  if (text === null) return { passed: 0, failed: 0, skipped: 0 };
  if (runner === "vitest") {
    const counts = Vitest.parse(JSON.parse(text));
    const skipped = counts.numPendingTests + counts.numTodoTests;
    return { passed: counts.numPassedTests, failed: counts.numFailedTests, skipped };
  }
  const { stats } = Playwright.parse(JSON.parse(text));
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped };
}
