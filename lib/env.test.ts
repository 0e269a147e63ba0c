import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ENVIRONMENT, readEnv } from "./env";
import { isAppError } from "./errors";

const KEY = Buffer.alloc(32, 7).toString("base64");
const SHORT_KEY = Buffer.alloc(31, 7).toString("base64");
const WRONG_RINGS = [
  "nonsense",
  KEY,
  "k1:",
  `:${KEY}`,
  `k1:${SHORT_KEY}`,
  `k1:${KEY},`,
  `k1:${KEY},k1:${KEY}`,
  `a key:${KEY}`,
  `k1:${"!".repeat(44)}`,
];

/** Of every variable what people set by mistake. Those without are told apart only once they are used. */
const WRONG: Record<keyof typeof ENVIRONMENT.shape, string[]> = {
  PORT: ["many", "-1", "65536", "80.5", "0x50", "3000/tcp"],
  HOST: ["http://127.0.0.1", "127.0.0.1 ", "a b"],
  PUBLIC_URL: [
    "otp.example.com",
    "ftp://otp.example.com",
    "https://",
    "https://otp.example.com/desk",
    "https://otp.example.com?x=1",
    "https://otp.example.com/#a",
    "https://user:word@otp.example.com",
  ],
  ALLOWED_HOSTS: [
    "https://desk.example.com",
    "desk.example.com:3000",
    "a b",
    "desk.example.com,",
    "*.example.com",
    "-a",
  ],
  DATA_DIR: [],
  DATABASE_URL: ["localhost:5432/otp", "mysql://u:hunter22@h/d", "postgres"],
  DATABASE_READ_URL: ["postgresql://u:hunter22@h/d"],
  ENCRYPTION_KEYS: WRONG_RINGS,
  PHONE_HASH_KEYS: WRONG_RINGS,
  NEXTAUTH_SECRET: ["hunter22"],
  NEXTAUTH_URL: ["otp.example.com"],
  OIDC_ISSUER: ["accounts.example.com", "https://accounts.example.com"],
  OIDC_CLIENT_ID: ["desk"],
  OIDC_CLIENT_SECRET: ["hunter22"],
  TRUSTED_PROXIES: ["nginx", "10.0.0.0/33", "10", "0x7f.1", "10.0.0.1;10.0.0.2", "10.0.0.5, nginx", "::1/129", "any/8"],
  OUTGOING_PRIVATE_RANGES: [
    "nginx",
    "10.0.0.0/33",
    "10",
    "0x7f.1",
    "10.0.0.1;10.0.0.2",
    "10.0.0.5, nginx",
    "::1/129",
    "any/8",
  ],
  METRICS_TOKEN: ["hunter22"],
  SMTP_URL: ["smtp://u:hunter22@mail.example.com"],
  DEMO: ["true", "ON", "1"],
  LOG_LEVEL: ["verbose", "INFO"],
  NODE_ENV: ["prod"],
  CHROMIUM_PATH: [],
};

function problemOf(raw: Record<string, string>): string {
  try {
    readEnv(raw);
  } catch (error) {
    if (isAppError(error) && error.code === "misconfigured") return error.message;
    throw error;
  }
  return "nothing is wrong";
}

describe("the environment", () => {
  it.each(Object.entries(WRONG))("says in one line what is wrong with %s, and no secret", (name, values) => {
    for (const value of values) {
      const said = problemOf({ [name]: value });
      expect(said).toMatch(/^[A-Z_]+(: | is not set: )[^\n]+\.$/);
      expect(said).toContain(name);
      expect(said).not.toMatch(/hunter22|BwcHBwcH/);
    }
  });

  it("refuses what nothing reads yet, whatever is in it", () => {
    for (const name of ["DATABASE_READ_URL", "SMTP_URL"]) {
      expect(problemOf({ [name]: "x" })).toBe(`${name}: nothing reads it yet: leave it unset.`);
    }
  });

  it("takes an empty variable for one that is not set, and reads what is right", () => {
    expect(readEnv(Object.fromEntries(Object.keys(ENVIRONMENT.shape).map((name) => [name, ""])))).toEqual({
      ...{ PORT: 3000, DATA_DIR: ".data", LOG_LEVEL: "info" },
    });
    const ring = `k2:${KEY}, k1:${KEY.replace("=", "")}`;
    expect(readEnv({ ENCRYPTION_KEYS: ring }).ENCRYPTION_KEYS?.map(({ id }) => id)).toEqual(["k2", "k1"]);
    const proxies = readEnv({ TRUSTED_PROXIES: "10.0.0.5, 172.16.0.0/12,,::1, ::ffff:10.1.0.0/112" }).TRUSTED_PROXIES;
    expect(proxies?.map(([address, bits]) => `${address}/${bits}`)).toEqual([
      ...["10.0.0.5/32", "172.16.0.0/12", "::1/128", "10.1.0.0/16"],
    ]);
    expect(readEnv({ PUBLIC_URL: "https://otp.example.com:8443/" }).PUBLIC_URL).toBe("https://otp.example.com:8443/");
    const issuer = { OIDC_ISSUER: "https://a.example", OIDC_CLIENT_ID: "desk", OIDC_CLIENT_SECRET: "word" };
    expect(readEnv(issuer)).toMatchObject(issuer);
  });
});

describe("a variable from a file", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "otp-desk-env-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is read without the line's end; an empty or a missing file is not the same as none", () => {
    const file = join(folder, "keys");
    writeFileSync(file, `k1:${KEY}\n`);
    expect(readEnv({ ENCRYPTION_KEYS_FILE: file }).ENCRYPTION_KEYS).toHaveLength(1);
    writeFileSync(file, "\n");
    expect(problemOf({ ENCRYPTION_KEYS_FILE: file })).toBe("ENCRYPTION_KEYS_FILE: the file is empty.");
    const missing = { ENCRYPTION_KEYS_FILE: join(folder, "none") };
    expect(problemOf(missing)).toBe("ENCRYPTION_KEYS_FILE: the file cannot be read.");
  });
});
