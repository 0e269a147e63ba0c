import type { Command } from "commander";
import { failureLine } from "./failure-line";

/** Prints what a command came to: JSON with `--json`, else the text that `text` makes; a failure is one line and exit 1. */
export async function print<T>(command: Command, work: () => Promise<T>, text: (result: T) => string): Promise<void> {
  try {
    const result = await work();
    const { json } = command.optsWithGlobals<{ json?: boolean }>();
    process.stdout.write(`${json ? JSON.stringify(result, null, 2) : text(result)}\n`);
  } catch (error) {
    process.stderr.write(`${failureLine(error)}\n`);
    process.exitCode = 1;
  }
}
