import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const TSX = ["--import", "tsx"];

export type App = {
  url: string;
  dataDir: string;
  logFile: string;
  process: ChildProcess;
  stop(): Promise<number | null>;
};

/** The real program, as `npm start` runs it, on a data folder of its own; resolves when it is healthy. */
export async function startApp({
  dataDir,
  port,
  env = {},
}: {
  dataDir: string;
  port: number;
  env?: NodeJS.Dict<string>;
}): Promise<App> {
  const logFile = join(dataDir, "app.log");
  const child = spawn(process.execPath, [...TSX, "lib/cli/process/start.ts"], {
    cwd: ROOT,
    env: { ...cleanEnv(), DATA_DIR: dataDir, PORT: String(port), DEMO: "off", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log = createWriteStream(logFile, { flags: "a" });
  child.stdout.pipe(log);
  child.stderr.pipe(log);
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const stop = () => {
    child.kill("SIGTERM");
    return exited;
  };
  const url = `http://127.0.0.1:${port}`;
  await untilHealthy(url, child, logFile);
  return { url, dataDir, logFile, process: child, stop };
}

/** A command of the admin CLI against the running app, as JSON. */
export async function cli<T>(...args: string[]): Promise<T> {
  const { E2E_DATA_DIR: DATA_DIR } = process.env;
  if (!DATA_DIR) throw new Error("The app of the end-to-end run is not started.");
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ["scripts/cli.mjs", "--json", ...args], {
    cwd: ROOT,
    env: { ...cleanEnv(), DATA_DIR },
    maxBuffer: 50_000_000,
  });
  return JSON.parse(stdout) as T;
}

// The run must not inherit a developer's database, keys or address.
function cleanEnv(): NodeJS.ProcessEnv {
  const { PATH, HOME, LANG, TMPDIR, LOG_LEVEL } = process.env;
  return { PATH, HOME, LANG, TMPDIR, LOG_LEVEL, NODE_ENV: "production" };
}

async function untilHealthy(url: string, child: ChildProcess, logFile: string): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    const healthy = await fetch(`${url}/api/health`).then(
      (response) => response.status === 200,
      () => false,
    );
    if (healthy) return;
    await sleep(200);
  }
  throw new Error(`The app did not start; ${logFile} says why.`);
}
