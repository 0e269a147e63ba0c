import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { freePort } from "@/lib/database/free-port";
import { PROJECT_ROOT } from "../../lib/cli/process/project-root";
import { makeTestFolder, removeTestFolder } from "../support/test-folder";
import { add, runVitest, type Tally } from "./run-tool";

/** The oldest that we say runs it, and the later ones that its users have. */
export const NODE_VERSIONS = ["20.19.0", "22", "24"] as const;

const STARTS_WITHIN_MS = 600_000;

/** Starts the product on another version of Node, as its users do, and runs the tests that need no browser on it. */
export async function runOnNode(version: string): Promise<Tally> {
  const node = await installNode(version);
  if (!node) return { passed: 0, failed: 0, skipped: 1 };
  const isStarted = await startsAndStops(node);
  const start: Tally = isStarted
    ? { passed: 1, failed: 0, skipped: 0 }
    : { passed: 0, failed: 1, skipped: 0, failures: [`npm start on Node ${version}`] };
  return add([start, await runVitest("pure", { node }), await runVitest("database", { node })]);
}

/** Node's program from the package that npm's `node` would fetch in a script of its own; null where there is none. */
async function installNode(version: string): Promise<string | null> {
  const name = `${platformPrefix()}-${process.platform}-${process.arch}`;
  const folder = join(PROJECT_ROOT, ".test", `node-${version}`);
  const node = join(folder, "node_modules", name, "bin", "node");
  if (existsSync(node)) return node;
  const flags = ["--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  try {
    await promisify(execFile)("npm", ["install", "--prefix", folder, ...flags, `${name}@${version}`]);
    return node;
  } catch (error) {
    process.stdout.write(
      `Skipped: npm has no ${name}@${version} for us (${(error as Error).message.split("\n")[1]}).\n`,
    );
    return null;
  }
}

function platformPrefix(): string {
  return process.platform === "darwin" && process.arch === "arm64" ? "node-bin" : "node";
}

/** `npm start` with an empty data folder, until it is healthy, and a signal. */
async function startsAndStops(node: string): Promise<boolean> {
  const dataDir = await makeTestFolder();
  const port = await freePort();
  const PATH = [dirname(node), process.env.PATH].join(delimiter);
  const child = spawn("npm", ["start"], {
    cwd: PROJECT_ROOT,
    env: { PATH, HOME: process.env.HOME, NODE_ENV: "production", DATA_DIR: dataDir, PORT: `${port}`, DEMO: "off" },
    stdio: "inherit",
  });
  const exited = once(child, "exit");
  try {
    const isHealthy = await untilHealthy(`http://127.0.0.1:${port}/api/health`, () => child.exitCode === null);
    child.kill("SIGTERM");
    const [code] = await exited;
    return isHealthy && code === 0;
  } finally {
    await removeTestFolder(dataDir);
  }
}

async function untilHealthy(url: string, isRunning: () => boolean): Promise<boolean> {
  const deadline = Date.now() + STARTS_WITHIN_MS;
  while (isRunning() && Date.now() < deadline) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return true;
    await sleep(250);
  }
  return false;
}
