import { readFileSync } from "node:fs";
import { z } from "zod";
import { readRange } from "./address-range";
import { AppError } from "./errors";
import { processWide } from "./runtime";

const keyRing = z.string().transform((text, context) => {
  const keys = text.split(",").map((entry) => {
    const [id = "", base64 = ""] = entry.trim().split(/:(.*)/s);
    return { id, key: Buffer.from(base64, "base64") };
  });
  if (keys.some(({ id, key }) => !/^[A-Za-z0-9_-]{1,16}$/.test(id) || key.length !== 32)) {
    context.addIssue({ code: "custom", message: "must be id:base64[,id:base64…], each key of 32 bytes" });
    return z.NEVER;
  }
  return keys;
});
/** Keys by id; the first one is active, the others only read what they once wrote. */
export type KeyRing = { id: string; key: Buffer }[];

const ranges = z.string().refine((text) => text.split(",").every((entry) => readRange(entry.trim()) !== null), {
  error: "each entry must be an address or a CIDR range, as 10.0.0.0/8",
});

const flag = z.enum(["on", "off"]);
const Env = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().min(1).optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  DATA_DIR: z.string().min(1).default(".data"),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATABASE_READ_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  ENCRYPTION_KEYS: keyRing.optional(),
  PHONE_HASH_KEYS: keyRing.optional(),
  NEXTAUTH_SECRET: z.string().min(32).optional(),
  NEXTAUTH_URL: z.url().optional(),
  OIDC_ISSUER: z.url().optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  TRUSTED_PROXIES: z.string().optional(),
  /** Private addresses that what we send may go to: self-hosted apps sit there. */
  OUTGOING_PRIVATE_RANGES: ranges.optional(),
  METRICS_TOKEN: z.string().optional(),
  SMTP_URL: z.url().optional(),
  DEMO: flag.optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  NODE_ENV: z.string().optional(),
  CHROMIUM_PATH: z.string().optional(),
});
export type Env = z.infer<typeof Env>;

/** The checked environment of this process. A bad value is one clear `misconfigured` error. */
export function env(): Env {
  return processWide("env", () => readEnv(process.env));
}

/** Sets variables for this process and its children, and re-reads the whole; an empty one is unset. */
export function provideEnv(values: Partial<Record<keyof Env, string>>): Env {
  Object.assign(process.env, values);
  const checked = readEnv(process.env);
  const current: Partial<Env> = env();
  for (const name of Object.keys(Env.shape)) delete current[name as keyof Env];
  return Object.assign(current, checked);
}

/** Parses raw variables; `X_FILE` names a file that holds the value of `X`. */
export function readEnv(raw: Record<string, string | undefined>): Env {
  const values: Record<string, string> = {};
  for (const name of Object.keys(Env.shape)) {
    const file = raw[`${name}_FILE`];
    const value = raw[name] || (file ? readSecretFile(name, file) : undefined);
    if (value) values[name] = value;
  }
  const parsed = Env.safeParse(values);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AppError("misconfigured", `${issue?.path.join(".")}: ${issue?.message}.`);
}

/** Keys, by their variable's name, or one clear error that says which is missing. */
export function requireKeys(name: "ENCRYPTION_KEYS" | "PHONE_HASH_KEYS"): KeyRing {
  const keys = env()[name];
  if (!keys) throw new AppError("misconfigured", `${name} is not set: give id:base64 with a key of 32 bytes.`);
  return keys;
}

function readSecretFile(name: string, file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (cause) {
    throw new AppError("misconfigured", `${name}_FILE: the file cannot be read.`, { cause });
  }
}
