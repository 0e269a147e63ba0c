import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { authenticateApiKey } from "@/lib/auth/authenticate-api-key";
import { verifyPassword } from "@/lib/auth/verify-password";
import { db } from "@/lib/db";
import { open } from "@/lib/privacy/seal";
import { PROJECT_ROOT } from "./process/project-root";

type Outcome = { code: number; stdout: string; stderr: string };

function cli(...args: string[]): Promise<Outcome> {
  const command = ["--import", "tsx", "lib/cli/cli.ts", ...args];
  const env = { ...process.env, PUBLIC_URL: "https://otp.example" };
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: PROJECT_ROOT, env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

async function json<T>(...args: string[]): Promise<T> {
  const { stdout, stderr, code } = await cli("--json", ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as T;
}

type Added = {
  id: string;
  key: string;
  webhookUrl: string;
  secrets: { id: string; name: string; fingerprint: string }[];
};

describe("connections", () => {
  it("are added with sealed secrets, and listed without them", async () => {
    const secret = `tok=en-${randomUUID()}`;
    const flags = ["--provider", "twilio", "--label", "Test", "--secret", `authToken=${secret}`];
    const added = await json<Added>("connections", "add", ...flags);
    expect(Object.keys(added)).toEqual(["id", "key", "webhookUrl", "secrets"]);
    expect(added.webhookUrl).toBe(`https://otp.example/api/webhooks/twilio/${added.key}`);
    expect(Buffer.from(added.key, "base64url").length).toBeGreaterThanOrEqual(16);
    expect(added.secrets).toEqual([
      { id: expect.any(String), name: "authToken", fingerprint: expect.stringMatching(/^[0-9a-f]{8}$/) },
    ]);

    const row = await db().connectionSecret.findUniqueOrThrow({ where: { id: added.secrets[0]?.id ?? "" } });
    expect(open(row.ciphertext, "secret", row.id).toString()).toBe(secret);

    const { stdout } = await cli("connections", "list", "--json");
    expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ id: added.id, status: "active" }));
    expect(stdout).not.toContain(secret);
  });

  it("refuse what the provider's schema refuses, without repeating it", async () => {
    const missing = await cli("connections", "add", "--provider", "twilio", "--label", "Test");
    expect(missing).toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(/^.*authToken.*\n$/) });
    const flags = ["--provider", "nobody", "--label", "Test", "--secret", "a=hunter22"];
    const unknown = await cli("connections", "add", ...flags);
    expect(unknown).toMatchObject({ code: 1, stderr: 'There is no provider "nobody".\n' });
    const bare = await cli("connections", "add", "--provider", "twilio", "--label", "Test", "--secret", "hunter22");
    expect(bare.code).toBe(1);
  });

  it("take settings and secrets under either flag: the provider knows which is which", async () => {
    const flags = ["--provider", "vonage-sms", "--label", "Test", "--secret", "signatureSecret=fictional-secret"];
    const added = await json<Added>("connections", "add", ...flags, "--setting", "signatureMethod=sha256");
    expect(added.secrets.map(({ name }) => name)).toContain("signatureSecret");
  });
});

describe("api-keys and users", () => {
  it("make a key that authenticates with its scopes", async () => {
    const scopes = "messages:write,messages:read";
    const { key } = await json<{ id: string; key: string }>("api-keys", "add", "--label", "App", "--scopes", scopes);
    expect((await authenticateApiKey(key))?.scopes).toEqual(["messages:write", "messages:read"]);
    expect(await authenticateApiKey(`${key}x`)).toBeNull();
    const wrong = await cli("api-keys", "add", "--label", "App", "--scopes", "everything");
    expect(wrong).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining("scopes") });
  });

  it("add a person once, with the password given or one made", async () => {
    const email = `${randomUUID()}@test.example`;
    const made = await json<{ id: string; password: string }>(
      "users",
      "add",
      "--email",
      email.toUpperCase(),
      "--role",
      "agent",
    );
    const row = await db().user.findUniqueOrThrow({ where: { id: made.id } });
    expect(row).toMatchObject({ email, role: "agent", status: "active" });
    expect(await verifyPassword(row.passwordHash, made.password)).toBe(true);
    const again = await cli("users", "add", "--email", email, "--role", "admin");
    expect(again).toMatchObject({ code: 1, stderr: `${email} has an account already.\n` });
  });
});

describe("messages and verifications", () => {
  it("say in one line that nothing has this id", async () => {
    expect(await cli("messages", "show", randomUUID(), "--json")).toMatchObject({
      code: 1,
      stdout: "",
      stderr: "No message has this id.\n",
    });
    expect(await cli("verifications", "show", "nothing")).toMatchObject({
      code: 1,
      stderr: "No verification has this id.\n",
    });
  });
});
