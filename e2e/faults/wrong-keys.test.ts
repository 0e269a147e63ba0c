import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { PROJECT_ROOT } from "@/lib/cli/process/project-root";
import { addConnection } from "@/lib/connections/add-connection";
import { readPool } from "@/lib/db";
import { claimKeys } from "@/lib/keys/verify-keys";

inOwnDatabase();

const PROGRAMS = [
  ["lib/cli/process/start.ts"],
  ["lib/cli/process/ingest.ts"],
  ["lib/cli/process/worker.ts"],
  ["scripts/cli.mjs", "connections", "list"],
  ["scripts/cli.mjs", "migrate"],
];
const aRing = (id: string) => `${id}:${randomBytes(32).toString("base64")}`;

it("no process begins with wrong keys: one line names the variable, and nothing is made", async () => {
  await addConnection(
    { provider: "twilio", label: `Sealed ${crypto.randomUUID()}`, secrets: { authToken: "s3cret" } },
    () => new Date(),
  );
  await claimKeys();
  const before = await tables();
  for (const [name, id] of [
    ["ENCRYPTION_KEYS", "test"],
    ["PHONE_HASH_KEYS", "other"],
  ] as const) {
    const ended = await Promise.all(PROGRAMS.map((program) => runInVain(program, { [name]: aRing(id) })));
    for (const { code, stderr } of ended) {
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(new RegExp(`^${name}\\b.*\\n$`)) });
    }
  }
  expect(await tables()).toEqual(before);
});

async function tables(): Promise<string[]> {
  const { rows } = await readPool().query("SELECT schemaname || '.' || tablename AS name FROM pg_tables ORDER BY 1");
  return rows.map(({ name }) => name);
}

function runInVain(program: string[], keys: Record<string, string>): Promise<{ code: number | null; stderr: string }> {
  const env = { ...process.env, NODE_ENV: "production" as const, LOG_LEVEL: "silent", PORT: "0", HOST: "127.0.0.1" };
  const child = spawn(process.execPath, ["--import", "tsx", ...program], {
    cwd: PROJECT_ROOT,
    env: { ...env, PUBLIC_URL: "http://otp.example", ...keys },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => child.once("exit", (code) => resolve({ code, stderr })));
}
