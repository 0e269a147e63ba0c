import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { PROJECT_ROOT } from "@/lib/cli/process/project-root";

// One small round: that it runs, not what it says. Built pages and contenders of their own take minutes.
describe.runIf(process.env.TEST_LONG)("the benchmark of ingest", () => {
  it.each(["core", "latency", "duplicates", "rejected", "told"])("measures %s", { timeout: 180_000 }, async (part) => {
    const flags = ["--max-semi-space-size=64", "--import", "tsx", "e2e/bench/bench.ts"];
    const small = ["--rounds", "1", "--per-connection", "2"];
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [...flags, "ingest", "--only", part, ...small],
      { cwd: PROJECT_ROOT },
    );
    expect(stderr).toContain("drift 0");
    expect(stdout).toMatch(/÷/);
  });
});
