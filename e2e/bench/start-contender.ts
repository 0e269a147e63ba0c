import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "@/lib/database/free-port";
import type { AtEnd } from "./at-end";
import { type Contender, programOf, ROOT } from "./contenders";

/** A server under test. `stop` lets it finish what it took. */
export type Running = { url: string; pid: number; stop(): Promise<void> };

const OUTPUT_KEPT = 4_000;
const STOP_WITHIN_MS = 30_000;

export async function startContender(name: Contender, atEnd: AtEnd): Promise<Running> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, programOf(name, port), {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: "production", LOG_LEVEL: "silent", PORT: String(port), NEXTAUTH_URL: url },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-OUTPUT_KEPT);
    });
  }
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const stop = atEnd(async () => {
    if (!isRunning()) return;
    const exit = once(child, "exit");
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
    await exit;
    clearTimeout(timer);
  });
  while (isRunning() && !(await isReady(url))) await sleep(50);
  if (!isRunning()) throw new Error(`${name} ended before it was ready:\n${output}`);
  return { url, pid: child.pid ?? 0, stop };
}

/** A server that is not ready does not answer, or says 503; a ready one has nothing at this address. */
async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/api/webhooks/none/none`, { method: "POST", body: "" }).then(
    ({ status }) => status !== 503,
    () => false,
  );
}
