import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { writeWhole } from "@/lib/database/whole-file";
import { AppError } from "@/lib/errors";
import { PROJECT_ROOT } from "./project-root";

const SOURCES = ["app", "components", "lib", "public", "generated"];
const FILES = ["package-lock.json", "next.config.js", "instrumentation.ts", "proxy.ts", "tsconfig.json"];
const RETRY_MS = 1_000;
const STAMP = join(PROJECT_ROOT, ".next", "otp-desk-sources");

/** Builds the pages when there is no build of exactly these sources. Says whether it did. */
export async function buildPages(signal?: AbortSignal): Promise<boolean> {
  const sources = await hashSources();
  while ((await readFile(STAMP, "utf8").catch(() => "")) !== sources) {
    if ((await nextBuild(signal)) === "built") {
      await writeWhole(STAMP, sources);
      return true;
    }
    // Another process builds in this folder: what it makes may be what we want.
    await sleep(RETRY_MS, undefined, { signal });
  }
  return false;
}

async function hashSources(): Promise<string> {
  const hash = createHash("sha256").update(process.version);
  for (const path of [...FILES, ...(await Promise.all(SOURCES.map(listFiles))).flat()]) {
    hash
      .update(path)
      .update("\0")
      .update(await readFile(join(PROJECT_ROOT, path)).catch(() => ""));
  }
  return hash.digest("hex");
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(join(PROJECT_ROOT, folder), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(PROJECT_ROOT.length + 1))
    .sort();
}

function nextBuild(signal?: AbortSignal): Promise<"built" | "busy"> {
  const next = join(PROJECT_ROOT, "node_modules", "next", "dist", "bin", "next");
  const env = { ...process.env, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1" };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [next, "build"], { cwd: PROJECT_ROOT, env, signal });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output += chunk;
      });
    }
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve("built");
      else if (/next build process is already running/.test(output)) resolve("busy");
      else reject(new AppError("misconfigured", `The pages could not be built:\n${output.trim()}`));
    });
  });
}
