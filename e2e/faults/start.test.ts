import { spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type App, startApp } from "@/e2e/support/app";
import { makeTestFolder, removeTestFolder } from "@/e2e/support/test-folder";
import { PROJECT_ROOT } from "@/lib/cli/process/project-root";
import { findRunningPostgres } from "@/lib/database/embedded-postgres";
import { freePort } from "@/lib/database/free-port";

let dataDir: string;
let running: App[];
beforeEach(async () => {
  dataDir = await makeTestFolder();
  running = [];
});
afterEach(async () => {
  for (const app of running) app.process.kill("SIGKILL");
  await removeTestFolder(dataDir);
});

async function start(): Promise<App> {
  const app = await startApp({ dataDir, port: await freePort() });
  running.push(app);
  return app;
}

/** A start that is expected to fail: its exit code, and what it wrote to stderr. */
function startInVain(env: Record<string, string>): Promise<{ code: number | null; stderr: string }> {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, ["--import", "tsx", "lib/cli/process/start.ts"], {
    cwd: PROJECT_ROOT,
    env: { PATH, HOME, NODE_ENV: "production", DATA_DIR: dataDir, PORT: "0", DEMO: "off", ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => child.once("exit", (code) => resolve({ code, stderr })));
}

describe("npm start", () => {
  it("stops cleanly on a signal: exit 0, no database left, the port free, the data kept", async () => {
    const app = await start();
    expect(await findRunningPostgres(dataDir)).not.toBeNull();
    expect(await app.stop()).toBe(0);
    expect(await findRunningPostgres(dataDir)).toBeNull();
    await expect(fetch(app.url)).rejects.toThrow();
    const keys = await readFile(join(dataDir, "encryption-keys"), "utf8");
    const again = await start();
    expect(await readFile(join(dataDir, "encryption-keys"), "utf8")).toBe(keys);
    expect(await again.stop()).toBe(0);
  });

  it("adopts after kill -9 what was left, and stops that too", async () => {
    const killed = await start();
    const left = await findRunningPostgres(dataDir);
    killed.process.kill("SIGKILL");
    await sleep(200);
    expect(await findRunningPostgres(dataDir)).toBe(left);
    const next = await start();
    expect(await findRunningPostgres(dataDir)).toBe(left);
    expect(await next.stop()).toBe(0);
    expect(await findRunningPostgres(dataDir)).toBeNull();
  });

  it("says where it already runs, and leaves that one alone", async () => {
    const app = await start();
    const second = await startInVain({});
    expect(second).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^OTP Desk already runs on .* at http:.*\n$/),
    });
    expect((await fetch(`${app.url}/api/health`)).status).toBe(200);
  });

  it("says in one line what is wrong, starting nothing", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    const address = taken.address();
    const port = String(typeof address === "object" ? address?.port : 0);
    const own = "postgresql://nobody:hunter22@127.0.0.1:1/none";
    const atTheDoor: [Record<string, string>, RegExp][] = [
      [{ PORT: port }, /^PORT \d+ is taken on 127\.0\.0\.1: .*\n$/],
      [{ HOST: "nowhere.invalid" }, /^HOST nowhere\.invalid is no address of this machine\.\n$/],
    ];
    const before: [Record<string, string>, RegExp][] = [
      [{ DATA_DIR: "/proc/otp-desk" }, /^DATA_DIR \/proc\/otp-desk cannot be written\.\n$/],
      [{ DATA_DIR: "/dev/null" }, /^DATA_DIR \/dev\/null is not a folder\.\n$/],
      [{ DATABASE_URL: own }, /^PUBLIC_URL is not set, and DATABASE_URL is: .*\n$/],
      [{ DATABASE_URL: own, PUBLIC_URL: "https://otp.example" }, /^ENCRYPTION_KEYS is not set: .*\n$/],
      [{ PUBLIC_URL: "https://otp.example/desk" }, /^PUBLIC_URL: .*\n$/],
      [{ TRUSTED_PROXIES: "nginx" }, /^TRUSTED_PROXIES: "nginx" is neither .*\n$/],
      [{ ENCRYPTION_KEYS: "k1:hunter22" }, /^ENCRYPTION_KEYS: must be id:base64.*\n$/],
      [{ OIDC_CLIENT_ID: "desk" }, /^OIDC_ISSUER is not set: .*\n$/],
      [{ METRICS_TOKEN: "hunter22" }, /^METRICS_TOKEN: must have at least 16.*\n$/],
      [{ DEMO: "on", HOST: "0.0.0.0" }, /^DEMO=on does not go with .*\n$/],
      [{ PORT: "many" }, /^PORT: .*\n$/],
    ];
    const isRefused = async ([env, line]: [Record<string, string>, RegExp]) => {
      expect(await startInVain(env)).toMatchObject({ code: 1, stderr: expect.stringMatching(line) });
      expect(await readdir(dataDir)).toEqual([]);
    };
    await Promise.all(before.map(isRefused));
    for (const one of atTheDoor) await isRefused(one);
    taken.close();
  });

  it("names what is wrong with DATABASE_URL, but not its password", async () => {
    const key = `k:${Buffer.alloc(32, 7).toString("base64")}`;
    const keys = { ENCRYPTION_KEYS: key, PHONE_HASH_KEYS: key, NEXTAUTH_SECRET: "x".repeat(40) };
    const PUBLIC_URL = "https://otp.example";
    const outcome = await startInVain({
      ...keys,
      PUBLIC_URL,
      DATABASE_URL: "postgresql://nobody:hunter22@127.0.0.1:1/none",
    });
    expect(outcome).toEqual({ code: 1, stderr: "DATABASE_URL: nothing listens there.\n" });
  });
});
