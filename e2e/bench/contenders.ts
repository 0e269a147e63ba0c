import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const CONTENDERS = ["textbook", "plain", "empty", "door", "next"] as const;
export type Contender = (typeof CONTENDERS)[number];

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const NEXT = join(ROOT, "node_modules", "next", "dist", "bin", "next");
/** Where the routes live that only this benchmark serves. */
export const NEXT_APP = fileURLToPath(new URL("./next-app", import.meta.url));

/** Arguments of node that start a contender on a port of the loopback; all run with the flags of `npm run ingest`. */
export function programOf(name: Contender, port: number): string[] {
  switch (name) {
    case "textbook":
    case "empty":
      return nextStart(NEXT_APP, port);
    case "next":
      return nextStart(ROOT, port);
    case "plain":
      return [...scriptArguments("ingest").slice(0, -1), "e2e/bench/serve-plain.ts"];
    case "door":
      return scriptArguments("ingest");
  }
}

/** The path that callbacks are sent to instead of their own, if any. */
export function pathOf(name: Contender): string | undefined {
  return name === "empty" ? "/empty" : undefined;
}

/** What is measured, and not what it is measured against: it refuses nothing. */
export function isOurs(name: Contender): boolean {
  return name === "door" || name === "next";
}

export function storesRows(name: Contender): boolean {
  return name !== "empty";
}

/** Slow contenders get fewer callbacks, so that no round takes minutes. */
export function shareOf(name: Contender, perConnection: number): number {
  return name === "textbook" || name === "plain" ? Math.max(1, Math.round(perConnection / 4)) : perConnection;
}

function nextStart(folder: string, port: number): string[] {
  const flags = scriptArguments("ingest").filter((argument) => argument.startsWith("--max-"));
  return [...flags, NEXT, "start", folder, "--hostname", "127.0.0.1", "--port", String(port)];
}

/** The program as `npm run NAME` starts it, with the same flags. */
function scriptArguments(script: string): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  const [command, ...args] = (scripts[script] ?? "").replace(/^exec /, "").split(" ");
  if (command !== "node") throw new Error(`npm run ${script} no longer starts node itself.`);
  return args;
}
