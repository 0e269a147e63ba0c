import { Command } from "commander";
import { z } from "zod";
import { provideEnv } from "@/lib/env";
import { sayIssue } from "@/lib/say-issue";
import { COMMANDS } from "./command-list";
import { failureLine } from "./failure-line";
import { projectVersion } from "./project-version";

const program = new Command("cli")
  .description("The admin commands of OTP Desk. Each exits 0, or 1 with one line on stderr.")
  .option("--json", "print one JSON document on stdout and nothing else")
  .version(projectVersion(), "--version", "print the version")
  .configureOutput({ outputError: (text, write) => write(`${oneLine(text)}\n`) });

try {
  // Whatever a command reads of what it is given is refused in words.
  z.config({ customError: sayIssue });
  // What fails is one line on stderr; a log beside it would be another.
  provideEnv({ LOG_LEVEL: process.env.LOG_LEVEL ?? "silent" });
  for (const { name, about, load } of COMMANDS) {
    const command = program.command(name).description(about);
    // The others are told apart by name alone: what they need takes longer to load than most commands take.
    if (process.argv.includes(name)) (await load()).define(command);
  }
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${failureLine(error)}\n`);
  process.exitCode = 1;
}

function oneLine(text: string): string {
  return text
    .replace(/^error: /, "")
    .trim()
    .replace(/\s*\n\s*/g, " ");
}
