import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { COMMANDS } from "./command-list";
import { PROJECT_ROOT } from "./process/project-root";

/** What is loaded before a command is known: every command waits for it. */
const LIGHT_PACKAGES = ["commander", "zod", "ipaddr.js", "pino"];

it("loads no more than it needs before the command is known", () => {
  const packages = new Set<string>();
  const files = new Set<string>();
  const visit = (file: string) => {
    if (files.has(file)) return;
    files.add(file);
    const statements = /^(?:import|export)\s+(?!type\b)(?:[^"';]*?\sfrom\s+)?"([^"]+)"/gm;
    for (const [, target = ""] of readFileSync(file, "utf8").matchAll(statements)) {
      const path = target.startsWith("@/") ? join(PROJECT_ROOT, target.slice(2)) : join(dirname(file), target);
      if (/^(@\/|\.)/.test(target)) visit(`${path}.ts`);
      else if (!target.startsWith("node:")) packages.add(target);
    }
  };
  visit(join(PROJECT_ROOT, "lib/cli/cli.ts"));
  expect([...packages].filter((name) => !LIGHT_PACKAGES.includes(name))).toEqual([]);
  expect(files.size).toBeGreaterThan(5);
  expect(files.size).toBeLessThan(16);
});

it("lists each command once, with a file of its own", () => {
  const names = COMMANDS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(existsSync(join(PROJECT_ROOT, "lib/cli/commands", `${name}-command.ts`))).toBe(true);
});
