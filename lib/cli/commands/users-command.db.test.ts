import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { cliJson, runCli } from "@/e2e/support/run-cli";
import { addApiKey } from "@/lib/auth/add-api-key";
import { addUser } from "@/lib/auth/add-user";
import { authenticateApiKey } from "@/lib/auth/authenticate-api-key";
import { findReset } from "@/lib/auth/passwords/spend-reset";
import { openSession } from "@/lib/auth/sessions/open-session";
import { verifyPassword } from "@/lib/auth/verify-password";
import { systemClock } from "@/lib/clock";
import { db } from "@/lib/db";
import { open } from "@/lib/privacy/seal";

inOwnDatabase();

const PASSWORD = "unlikely-7-otters-dance";
const SECRET = "tok=en of a provider";
type Connection = { id: string; secrets: { id: string }[] };
const twilio = () => ["connections", "add", "--provider", "twilio", "--label", `Test ${randomUUID()}`];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "otp-desk-secrets-"));
});
afterAll(() => rm(folder, { recursive: true }));

const env = { PUBLIC_URL: "https://otp.example" };
const cli = (args: string[], piped = "") => runCli(["--json", ...args], { env, piped });
const json = <T>(args: string[], piped = "") => cliJson<T>(args, { env, piped });

describe("people", { timeout: 120_000 }, () => {
  it("are listed, disabled, enabled, given roles and links for a new password; one admin stays", async () => {
    const [email, admin] = [newEmail(), newEmail()];
    const { id } = await addUser({ email, name: "Sam", role: "agent", password: PASSWORD }, systemClock);
    await addUser({ email: admin, name: "Ada", role: "admin", password: PASSWORD }, systemClock);
    const session = await openSession({ userId: id }, new Date());
    const sam = { id, email, role: "agent" };
    const [listed, disabled, ...refused] = await Promise.all([
      json(["users", "list"]),
      json(["users", "disable", email.toUpperCase()]),
      ...[
        ["disable", admin],
        ["disable", "nobody@example.com"],
        ["role", email, "king"],
        ["unbind", email],
      ].map((args) => cli(["users", ...args])),
    ]);
    expect(listed).toContainEqual(expect.objectContaining({ ...sam, lastSignInAt: null }));
    expect(disabled).toEqual({ ...sam, status: "disabled" });
    expect(await db().session.count({ where: { id: session ?? "" } })).toBe(0);
    for (const one of refused) expect(one).toMatchObject({ code: 1, stdout: "", stderr: line() });
    expect(refused[0]?.stderr).toContain("Nobody else is an admin");

    expect(await cli(["users", "reset", id])).toMatchObject({ code: 1, stdout: "", stderr: line("enable it") });
    expect(await json(["users", "enable", id])).toEqual({ ...sam, status: "active" });
    const { link } = await json<{ link: string }>(["users", "reset", email]);
    expect(link).toMatch(/^https:\/\/otp\.example\/reset\/[\w-]{43}$/);
    expect(await findReset(link.split("/").at(-1) ?? "", new Date())).toMatchObject({ userId: id });
    expect(await json(["users", "role", email, "admin"])).toMatchObject({ role: "admin" });
    const entries = await db().auditEntry.findMany({ where: { subjectId: id }, orderBy: { number: "asc" } });
    expect(entries.map(({ action, actorKind }) => [action, actorKind])).toEqual([
      ["user_added", "system"],
      ["user_disabled", "system"],
      ["user_enabled", "system"],
      ["password_reset_offered", "system"],
      ["user_role_changed", "system"],
    ]);
  });

  it("get passwords from a file or what is piped in, not from an argument alone", async () => {
    const file = join(folder, "password");
    await writeFile(file, `${PASSWORD}\n`);
    const flags = (email: string) => ["users", "add", "--email", email, "--role", "agent"];
    for (const [given, piped] of [
      [["--password-file", file], ""],
      [["--password-stdin"], `${PASSWORD}\n`],
    ] as const) {
      const email = newEmail();
      expect(await json([...flags(email), ...given], piped)).toEqual({ id: expect.any(String), email, role: "agent" });
      const { passwordHash } = await db().user.findUniqueOrThrow({ where: { email } });
      expect(await verifyPassword(passwordHash, PASSWORD)).toBe(true);
    }
    const wrong = [
      ["--password-stdin"],
      ["--password-file", join(folder, "none")],
      ["--password-file", file, "--password", PASSWORD],
    ];
    const refused = await Promise.all(wrong.map((given) => cli([...flags(newEmail()), ...given])));
    for (const one of refused) expect(one).toMatchObject({ code: 1, stdout: "", stderr: line("--password") });
    const common = await cli([...flags(newEmail()), "--password-stdin"], "password1234");
    expect(common).toMatchObject({ code: 1, stderr: line("--password: .*choose another") });
    for (const { stderr } of [...refused, common]) expect(stderr).not.toMatch(/unlikely|1234/);
  });
});

describe("secrets of a connection", { timeout: 120_000 }, () => {
  it("are read from a file or what is piped in, when it is added and when they are rotated", async () => {
    const file = join(folder, "secret");
    await writeFile(file, SECRET);
    const added = await json<Connection>([...twilio(), "--secret-file", `authToken=${file}`]);
    expect(await secretOf(added)).toBe(SECRET);
    const piped = await json<Connection>([...twilio(), "--secret-stdin"], `authToken=${SECRET}\n`);
    expect(await secretOf(piped)).toBe(SECRET);
    const rotated = await json<Connection>(
      ["connections", "rotate", piped.id, "--secret-stdin"],
      "authToken=a newer one",
    );
    expect(await secretOf(rotated)).toBe("a newer one");
    const refused = await cli([...twilio(), "--secret-stdin"], "hunter22");
    expect(refused).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(/^(?!.*hunter22)--secret-stdin: [^\n]+\n$/),
    });
  });
});

describe("API keys", { timeout: 120_000 }, () => {
  it("are listed and revoked", async () => {
    const { id, key } = await addApiKey({ label: "Shop", scopes: ["messages:read"] }, systemClock);
    const { stdout } = await cli(["api-keys", "list"]);
    expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ id, label: "Shop", revokedAt: null }));
    expect(stdout).not.toContain(key);
    expect(await json(["api-keys", "revoke", id])).toEqual({ id });
    expect(await authenticateApiKey(key)).toBeNull();
    expect(await cli(["api-keys", "revoke", id])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^No key in force has this id/),
    });
    const entries = await db().auditEntry.findMany({ where: { subjectId: id }, orderBy: { number: "asc" } });
    expect(entries.map(({ action }) => action)).toEqual(["api_key_added", "api_key_revoked"]);
  });
});

/** One line, with these words in it. */
function line(words = "") {
  return expect.stringMatching(new RegExp(`^[^\\n]*${words}[^\\n]*\\n$`));
}

async function secretOf({ secrets: [secret] }: { secrets: { id: string }[] }): Promise<string> {
  const row = await db().connectionSecret.findUniqueOrThrow({ where: { id: secret?.id ?? "" } });
  return open(row.ciphertext, "secret", row.id).toString();
}

function newEmail(): string {
  return `${randomUUID()}@example.com`;
}
