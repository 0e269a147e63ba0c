import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { validate } from "dockerfile-utils";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeTestFolder, removeTestFolder } from "@/e2e/support/test-folder";
import { PROJECT_ROOT } from "@/lib/cli/process/project-root";
import { freePort } from "@/lib/database/free-port";
import { ENVIRONMENT } from "@/lib/env";

const run = promisify(execFile);
const read = (name: string) => readFile(join(PROJECT_ROOT, name), "utf8");

/** No engine and no image are needed: linters read the files, and the steps are run as they stand. */
describe("the Dockerfile", () => {
  it("is read by a linter without a word", async () => {
    const dockerfile = await read("Dockerfile");
    expect(validate(dockerfile)).toEqual([]);
    expect(validate(dockerfile.replace("USER node", "USERS node"))).not.toEqual([]);
  });

  it.runIf(process.env.TEST_LONG)(
    "does what it says: its steps make an image that starts, is found healthy, and stops",
    { timeout: 600_000 },
    async () => {
      const image = await mkdtemp(join(tmpdir(), "otp-desk-image-"));
      const data = await makeTestFolder();
      try {
        const steps = instructions(await read("Dockerfile"));
        const [build = [], last = []] = stages(steps);
        for (const { name, args } of build) {
          if (name === "COPY") await copyInto(image, args);
          if (name === "RUN") await run("sh", ["-c", args], { cwd: image, maxBuffer: 50_000_000 });
        }
        const port = String(await freePort());
        const given = { ...environmentOf(last), HOST: "127.0.0.1", PORT: port, DATA_DIR: data, DEMO: "off" };
        const { PATH, HOME } = process.env;
        const env = { PATH, HOME, NODE_ENV: "production" as const, ...given };
        const [command = "", ...args] = JSON.parse(argsOf(last, "CMD")) as string[];
        const container = spawn(command, args, { cwd: image, env, stdio: "ignore" });
        const [probe = "", ...probing] = JSON.parse(argsOf(last, "HEALTHCHECK").split("CMD ")[1] ?? "[]") as string[];
        const isHealthy = () =>
          run(probe, probing, { env }).then(
            () => true,
            () => false,
          );
        expect(await isHealthy()).toBe(false);
        while (container.exitCode === null && !(await isHealthy())) await sleep(500);
        const stopped = once(container, "exit");
        container.kill("SIGTERM");
        expect((await stopped)[0]).toBe(0);
      } finally {
        await removeTestFolder(data);
        await rm(image, { recursive: true, force: true });
      }
    },
  );
});

describe("compose.yaml", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "otp-desk-compose-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("is what the specification allows, by a linter that finds a fault where there is one", async () => {
    const compose = await read("compose.yaml");
    expect(await lint("right", compose)).toBe(0);
    expect(await lint("wrong", compose.replace("restart:", "restarts:"))).toBe(1);
  });

  it("sets nothing that is not read", async () => {
    const named = [...(await read("compose.yaml")).matchAll(/^ {4}([A-Z_]+): /gm)].map(([, name = ""]) => name);
    expect(named).toContain("DATABASE_URL_FILE");
    const known = Object.keys(ENVIRONMENT.shape).flatMap((name) => [name, `${name}_FILE`]);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  async function lint(name: string, text: string): Promise<number> {
    const at = join(folder, name);
    await mkdir(at);
    await writeFile(join(at, "compose.yaml"), text);
    const command = [
      join(PROJECT_ROOT, "node_modules", "dclint", "bin", "dclint.cjs"),
      "--quiet",
      join(at, "compose.yaml"),
    ];
    return run(process.execPath, command).then(
      () => 0,
      ({ code }) => Number(code),
    );
  }
});

type Instruction = { name: string; args: string };

function instructions(dockerfile: string): Instruction[] {
  const whole = dockerfile.replaceAll("\\\n", " ").split("\n");
  return whole
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => ({ name: line.split(" ", 1)[0] ?? "", args: line.slice(line.indexOf(" ") + 1) }));
}

function stages(steps: readonly Instruction[]): Instruction[][] {
  const begins = steps.flatMap(({ name }, index) => (name === "FROM" ? [index] : []));
  return begins.map((from, n) => steps.slice(from + 1, begins[n + 1]));
}

function argsOf(steps: readonly Instruction[], wanted: string): string {
  return steps.find(({ name }) => name === wanted)?.args ?? "";
}

function environmentOf(steps: readonly Instruction[]): Record<string, string> {
  return Object.fromEntries(
    argsOf(steps, "ENV")
      .split(" ")
      .map((pair) => pair.split("=") as [string, string]),
  );
}

/** `COPY a b ./` and `COPY . .`, without what .dockerignore names. */
async function copyInto(image: string, args: string): Promise<void> {
  const names = args.split(" ").slice(0, -1);
  const ignored = (await read(".dockerignore")).trim().split("\n");
  const isIgnored = (path: string) =>
    ignored.some((name) => path === join(PROJECT_ROOT, name) || (name.startsWith("*") && path.endsWith(name.slice(1))));
  for (const name of names) {
    const from = join(PROJECT_ROOT, name);
    await cp(from, join(image, name), { recursive: true, filter: (path) => !isIgnored(path) });
  }
}
