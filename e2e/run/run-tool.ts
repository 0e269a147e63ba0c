import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { z } from "zod";
import { PROJECT_ROOT } from "../../lib/cli/process/project-root";

/** How many, and what each failed one was called and said first: a long log hides it. */
export type Tally = { passed: number; failed: number; skipped: number; failures?: string[] };

const Vitest = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
});
const Spec = z.object({ title: z.string(), file: z.string(), line: z.number(), ok: z.boolean() });
const Suite = z.object({
  specs: z.array(Spec),
  get suites() {
    return z.array(Suite).optional();
  },
});
const Playwright = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  suites: z.array(Suite),
});

/** Where a tool of node_modules is. */
export function bin(path: string): string {
  return `node_modules/${path}`;
}

/** Runs the tests of one of vitest's projects, or some files of it, on this version of Node or another. */
export function runVitest(
  project: string,
  { files = [], node }: { files?: string[]; node?: string } = {},
): Promise<Tally> {
  return runTool(
    bin("vitest/vitest.mjs"),
    ["run", "--project", project, "--project", `${project}-apart`, ...files],
    "vitest",
    node,
  );
}

export function add(tallies: readonly Tally[]): Tally {
  const sum = (of: (tally: Tally) => number) => tallies.reduce((total, tally) => total + of(tally), 0);
  return {
    passed: sum((t) => t.passed),
    failed: sum((t) => t.failed),
    skipped: sum((t) => t.skipped),
    failures: tallies.flatMap(({ failures = [] }) => failures),
  };
}

/** Runs a tool of node_modules with its output shown; a runner of tests is asked for its counts, others count as one. */
export async function runTool(
  script: string,
  args: string[],
  runner?: "vitest" | "playwright",
  node = process.execPath,
): Promise<Tally> {
  const folder = await mkdtemp(join(tmpdir(), "otp-desk-results-"));
  const results = join(folder, "results.json");
  try {
    const reporters =
      runner === "vitest" ? ["--reporter=default", "--reporter=json", `--outputFile.json=${results}`] : [];
    const code = await run(node, [script, ...args, ...reporters], results);
    const tally = runner ? await readTally(runner, results) : { passed: code === 0 ? 1 : 0, failed: 0, skipped: 0 };
    // A file that cannot be loaded, or a set-up that fails, is in no runner's counts.
    return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(node: string, args: string[], results: string): Promise<number | null> {
  const env = { ...process.env, TEST_RESULTS: results, NEXT_TELEMETRY_DISABLED: "1" };
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, { cwd: PROJECT_ROOT, stdio: "inherit", env });
    child.once("error", reject);
    child.once("exit", resolve);
  });
}

async function readTally(runner: "vitest" | "playwright", file: string): Promise<Tally> {
  const text = await readFile(file, "utf8").catch(() => null);
  if (text === null) return { passed: 0, failed: 0, skipped: 0 };
  return runner === "vitest" ? vitestTally(JSON.parse(text)) : playwrightTally(JSON.parse(text));
}

function vitestTally(json: unknown): Tally {
  const counts = Vitest.parse(json);
  const failures = counts.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === "failed")
      .map(({ fullName, failureMessages }) => `${relative(PROJECT_ROOT, name)}: ${fullName}: ${said(failureMessages)}`),
  );
  const skipped = counts.numPendingTests + counts.numTodoTests;
  return { passed: counts.numPassedTests, failed: counts.numFailedTests, skipped, failures };
}

function playwrightTally(json: unknown): Tally {
  const { stats, suites } = Playwright.parse(json);
  const failures = suites.flatMap(specsOf).filter(({ ok }) => !ok);
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
    failures: failures.map(({ file, line, title }) => `${file}:${line}: ${title}`),
  };
}

function specsOf({ specs, suites }: z.infer<typeof Suite>): z.infer<typeof Spec>[] {
  return [...specs, ...(suites ?? []).flatMap(specsOf)];
}

function said(messages: readonly string[] | null | undefined): string {
  return messages?.[0]?.split("\n", 1)[0] ?? "no message";
}
