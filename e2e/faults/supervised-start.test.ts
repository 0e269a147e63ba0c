import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { makeTestFolder, removeTestFolder } from "@/e2e/support/test-folder";
import { findInstance } from "@/lib/cli/process/instance";
import { PROJECT_ROOT } from "@/lib/cli/process/project-root";
import { findRunningPostgres } from "@/lib/database/embedded-postgres";
import { freePort } from "@/lib/database/free-port";
import { RawConnection } from "./raw-http";

const STOPS_WITHIN = { timeout: 40_000, interval: 200 };
/** Process 1 of a process table of its own, as in a container. */
const AS_PROCESS_1 = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"];
const canUnshare = spawnSync("unshare", [...AS_PROCESS_1.slice(1), "true"]).status === 0;

let dataDir: string;
let url: string;
let supervised: ChildProcess;
beforeEach(async () => {
  dataDir = await makeTestFolder();
});
afterEach(async () => {
  supervised.kill("SIGKILL");
  const left = await findInstance(dataDir);
  if (left) process.kill(left.pid, "SIGKILL");
  await removeTestFolder(dataDir);
});

/** `npm start` as a supervisor runs it: it knows the process that it started, and no other. */
async function supervise(...wrapper: string[]): Promise<void> {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const { PATH, HOME } = process.env;
  const [command = "", ...args] = [...wrapper, "npm", "start"];
  supervised = spawn(command, args, {
    cwd: PROJECT_ROOT,
    env: { PATH, HOME, NODE_ENV: "production", DATA_DIR: dataDir, PORT: String(port), DEMO: "off" },
    stdio: "ignore",
    detached: true,
  });
  while (supervised.exitCode === null && !(await isHealthy())) await sleep(200);
}

function isHealthy(): Promise<boolean> {
  return fetch(`${url}/api/health`).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** Sends half a callback, ends npm by `end`, and sends the rest: whatever was under way has its answer. */
async function expectToDrain(end: () => void): Promise<void> {
  const raw = await RawConnection.open(url);
  raw.send("POST /api/webhooks/generic-hmac/nobody HTTP/1.1\r\nhost: test\r\ncontent-length: 4\r\n\r\n12");
  await sleep(300);
  end();
  await sleep(1_500);
  expect(raw.isOpen).toBe(true);
  expect(await raw.send("34").answer()).toMatchObject({ status: 404, headers: { connection: "close" } });
}

async function expectNothingLeft(): Promise<void> {
  await vi.waitFor(() => expect(fetch(url)).rejects.toThrow(), STOPS_WITHIN);
  await vi.waitFor(async () => expect(await findRunningPostgres(dataDir)).toBeNull(), STOPS_WITHIN);
  expect(existsSync(join(dataDir, "postgres", "data", "postmaster.pid"))).toBe(false);
  await vi.waitFor(async () => expect(await findInstance(dataDir)).toBeNull(), STOPS_WITHIN);
}

describe("the server under npm start", () => {
  it("drains and stops at a signal that its supervisor sends to npm alone", async () => {
    await supervise();
    const exited = once(supervised, "exit");
    await expectToDrain(() => supervised.kill("SIGTERM"));
    expect(await exited).toEqual([0, null]);
    await expectNothingLeft();
  });

  it.runIf(process.env.TEST_LONG)("drains and stops when npm is killed", async () => {
    await supervise();
    await expectToDrain(() => supervised.kill("SIGKILL"));
    await expectNothingLeft();
  });

  it.runIf(process.env.TEST_LONG && canUnshare)("drains and stops where npm is process 1", async () => {
    await supervise(...AS_PROCESS_1);
    const exited = once(supervised, "exit");
    const [npm] = childrenOf(supervised.pid ?? 0);
    await expectToDrain(() => process.kill(npm ?? 0, "SIGTERM"));
    expect(await exited).toEqual([0, null]);
    await expectNothingLeft();
  });
});

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number);
}
