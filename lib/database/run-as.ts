import { spawn } from "node:child_process";
import type { SystemAccount } from "./system-account";

export type RunResult = { code: number | null; output: string };

/** Runs a program as the account, outside our process group: a Ctrl-C in the terminal is not for it. */
export function runAs(account: SystemAccount | null, cwd: string, command: string, args: string[]): Promise<RunResult> {
  const env = { PATH: process.env.PATH, LANG: "C", NODE_ENV: process.env.NODE_ENV };
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...account, cwd, detached: true, env });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output += chunk;
      });
    }
    child.once("error", reject);
    child.once("exit", (code) => resolve({ code, output }));
  });
}

export function lastLine({ output }: RunResult): string {
  return output.trim().split("\n").at(-1) ?? "";
}
