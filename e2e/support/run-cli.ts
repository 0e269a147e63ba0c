import { execFile } from "node:child_process";
import { expect } from "vitest";
import { PROJECT_ROOT } from "@/lib/cli/process/project-root";

export type CliOutcome = { code: number; stdout: string; stderr: string };
type Options = {
  /** Beside the test's own; an empty variable is unset. */
  env?: Record<string, string>;
  /** What is piped into it. */
  piped?: string;
};

/** A command of the admin CLI, as a person runs it. */
export function runCli(args: readonly string[], { env = {}, piped = "" }: Options = {}): Promise<CliOutcome> {
  const options = { cwd: PROJECT_ROOT, env: { ...process.env, ...env } };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ["scripts/cli.mjs", ...args], options, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
    child.stdin?.end(piped);
  });
}

/** What it answers with `--json`; fails the test where it fails, or says anything else. */
export async function cliJson<T = Record<string, unknown>>(args: readonly string[], options?: Options): Promise<T> {
  const { code, stdout, stderr } = await runCli(["--json", ...args], options);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as T;
}
