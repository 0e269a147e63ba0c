import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cliJson, runCli } from "@/e2e/support/run-cli";
import { authenticateApiKey } from "@/lib/auth/authenticate-api-key";
import { verifyPassword } from "@/lib/auth/verify-password";
import { db } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { open } from "@/lib/privacy/seal";
import { noteAddress } from "./installation/known-address";

const ADDRESS = { PUBLIC_URL: "https://otp.example" };
const cli = (...args: string[]) => cliWith(ADDRESS, ...args);
/** The same in another environment; an empty variable is unset. */
const cliWith = (env: Record<string, string>, ...args: string[]) => runCli(args, { env });
const json = <T>(...args: string[]) => cliJson<T>(args, { env: ADDRESS });

type Added = {
  id: string;
  key: string;
  webhookUrl: string;
  secrets: { id: string; name: string; fingerprint: string }[];
};

describe("the command line", () => {
  it("says its version, and names in one line the command or option that it does not know", async () => {
    expect(await cli("--version")).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: "" });
    for (const wrong of [["conections"], ["connections", "lst"], ["connections", "list", "--jsn"]]) {
      const { code, stderr } = await cli(...wrong);
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^(?!error)[^\n]+\n$/) });
      expect(stderr).toContain(wrong.at(-1));
    }
  });

  it("refuses a DATA_DIR that no start has made, and leaves it as it is", async () => {
    const folder = await mkdtemp(join(tmpdir(), "otp-desk-mistyped-"));
    const commands = [["connections", "list"], ["migrate"], ["simulate", "--remove"]];
    const refused = await Promise.all(
      commands.map((args) => cliWith({ DATABASE_URL: "", DATA_DIR: join(folder, "none") }, ...args)),
    );
    refused.push(await cliWith({ DATABASE_URL: "", DATA_DIR: folder }, "connections", "list"));
    for (const one of refused) {
      expect(one).toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(/^DATA_DIR .*\n$/) });
    }
    expect(await readdir(folder)).toEqual([]);
    await rm(folder, { recursive: true });
  });
});

describe("connections", () => {
  it("take who may call as settings and secrets, and are changed by what is named", async () => {
    const label = `Callers ${randomUUID()}`;
    const secrets = ["--secret", "secret=s3cret-word", "--secret", "callerPassword=a-long-password"];
    const add = ["connections", "add", "--provider", "generic-hmac", "--label", label, ...secrets, "--setting"];
    const wrong = await cli(...add, "allowedAddresses=203.0.113.0/33");
    expect(wrong).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^--setting allowedAddresses=…: it is neither an address nor a range, [^\n]+\n$/),
    });
    const added = await json<Added>(...add, "successStatus=202", "--setting", "allowedAddresses=203.0.113.0/24");
    expect(added.secrets.map(({ name }) => name).sort()).toEqual(["callerPassword", "secret"]);
    const prints = ["--setting", `clientCertificates=${"AB:".repeat(31)}AB`];
    expect(await cli("connections", "change", added.key, "--setting", "allowedAddresses=", ...prints)).toMatchObject({
      code: 0,
    });
    const { settings } = await db().providerConnection.findUniqueOrThrow({ where: { id: added.id } });
    expect(settings).toEqual({ successStatus: 202, clientCertificates: "ab".repeat(32) });
    expect(await cli("connections", "change", added.key)).toEqual({
      ...{ code: 1, stdout: "", stderr: "Give --label, --deadline or --setting.\n" },
    });
  }, 60_000);

  it("are named by the address that the server noted; without one, none is printed", async () => {
    await db().setting.deleteMany({ where: { name: "address" } });
    const flags = ["--provider", "twilio", "--label", `Test ${crypto.randomUUID()}`, "--secret", "authToken=s3cret"];
    const alone = { PUBLIC_URL: "", NEXTAUTH_URL: "" };
    const refused = await cliWith(alone, "connections", "add", ...flags);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/^PUBLIC_URL is not set, .*\n$/) });
    expect(JSON.parse((await cliWith(alone, "--json", "connections", "list")).stdout)).not.toContainEqual(
      expect.objectContaining({ webhookUrl: expect.any(String) }),
    );
    provideEnv({ PUBLIC_URL: "https://desk.example" });
    await noteAddress().finally(() => provideEnv({ PUBLIC_URL: "" }));
    const added = JSON.parse((await cliWith(alone, "--json", "connections", "add", ...flags)).stdout) as Added;
    expect(added.webhookUrl).toBe(`https://desk.example/api/webhooks/twilio/${added.key}#rc=5&rp=all`);
  });

  it("are added with sealed secrets, and listed without them", async () => {
    const secret = `tok=en-${randomUUID()}`;
    const flags = ["--provider", "twilio", "--label", `Test ${crypto.randomUUID()}`, "--secret", `authToken=${secret}`];
    const added = await json<Added>("connections", "add", ...flags);
    // It is none of the provider's shape: stored, and doubted.
    expect(Object.keys(added)).toEqual(["id", "key", "webhookUrl", "secrets", "warnings"]);
    expect(added.webhookUrl).toBe(`https://otp.example/api/webhooks/twilio/${added.key}#rc=5&rp=all`);
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
    const flags = ["--provider", "nobody", "--label", `Test ${crypto.randomUUID()}`, "--secret", "a=hunter22"];
    const unknown = await cli("connections", "add", ...flags);
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringMatching(/^.*--provider.*twilio.*\n$/) });
    expect(missing.stderr).toContain("--secret authToken=…");
    const odd = await cli(
      "connections",
      "add",
      "--provider",
      "twilio",
      "--label",
      "Test",
      "--secret",
      "token=hunter22",
    );
    expect(odd).toMatchObject({ code: 1, stderr: expect.stringMatching(/^.*takes --secret authToken=….*\n$/) });
    expect(unknown.stderr + odd.stderr).not.toContain("hunter22");
    const bare = await cli(
      "connections",
      "add",
      "--provider",
      "twilio",
      "--label",
      `Test ${crypto.randomUUID()}`,
      "--secret",
      "hunter22",
    );
    expect(bare.code).toBe(1);
  });

  it("take settings and secrets under either flag: the provider knows which is which", async () => {
    const flags = [
      "--provider",
      "vonage-sms",
      "--label",
      `Test ${crypto.randomUUID()}`,
      "--secret",
      "signatureSecret=fictional-secret",
    ];
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
    expect(wrong).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(/^.*--scopes.*messages:read.*\n$/),
    });
    const role = await cli("users", "add", "--email", "a@test.example", "--role", "king");
    expect(role).toMatchObject({ code: 1, stderr: expect.stringMatching(/^.*--role.*senior_agent.*\n$/) });
    const short = await cli("users", "add", "--email", "a@test.example", "--role", "agent", "--password", "hunter22");
    expect(short).toMatchObject({ code: 1, stderr: expect.stringMatching(/^--password: (?!.*hunter22).*\n$/) });
    expect(short.stderr).toBe("--password: must have at least 12 characters\n");
    const nobody = await cli("users", "add", "--email", "nobody", "--role", "agent");
    expect(nobody.stderr).toMatch(/^--email: must be an email address, like /);
    const sid = await cli(
      ...["connections", "add", "--provider", "twilio", "--label", "Odd SID"],
      ...["--secret", "authToken=0123456789abcdef0123456789abcdef", "--secret", "accountSid=AC12"],
    );
    expect(sid.stderr).toMatch(/^--secret accountSid=…: AC and 32 digits .*like AC0123/);
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
