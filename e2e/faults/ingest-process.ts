import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const OUTPUT_KEPT = 10_000;
const READY = /Callbacks are taken at (\S+)\/api\/webhooks\//;

/** A real `npm run ingest`, to be killed and started again on the same port. */
export type IngestProcess = {
  url: string;
  pid: number;
  readonly isRunning: boolean;
  /** The last that it wrote, to say why it ended. */
  readonly output: string;
  kill(): Promise<void>;
  stop(): Promise<number | null>;
};

export function startIngest(port: number, environment: Record<string, string> = {}): Promise<IngestProcess> {
  return startServer("lib/cli/process/ingest.ts", port, environment);
}

/** Any program that takes callbacks and says so in the same words. */
export async function startServer(
  program: string,
  port: number,
  environment: Record<string, string> = {},
): Promise<IngestProcess> {
  const defaults = { NODE_ENV: "production" as const, LOG_LEVEL: "silent", PUBLIC_URL: `http://localhost:${port}` };
  const child = spawn(process.execPath, ["--import", "tsx", program], {
    cwd: ROOT,
    env: { ...process.env, ...defaults, ...environment, PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = lastOutput(child);
  const url = await readiness(child, output);
  const ended = once(child, "exit");
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (isRunning()) child.kill(signal);
    await ended;
    return child.exitCode;
  };
  return {
    url,
    pid: child.pid ?? 0,
    get isRunning() {
      return isRunning();
    },
    get output() {
      return output();
    },
    kill: async () => {
      await end("SIGKILL");
    },
    stop: () => end("SIGTERM"),
  };
}

function lastOutput(child: ChildProcess): () => string {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-OUTPUT_KEPT);
    });
  }
  return () => output;
}

function readiness(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.on("data", () => {
      const ready = READY.exec(output());
      if (ready?.[1]) resolve(ready[1]);
    });
    child.once("exit", (code) =>
      reject(new Error(`The ingest process ended with ${code} before it was ready:\n${output()}`)),
    );
  });
}
