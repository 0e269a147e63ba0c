import { readFileSync } from "node:fs";
import { z } from "zod";
import {
  addressRanges,
  databaseAddress,
  host,
  hostNames,
  type KeyRing,
  keyRing,
  oneOf,
  port,
  publicAddress,
  unread,
  webAddress,
} from "./env-values";
import { AppError } from "./errors";
import { processWide } from "./runtime";

/** Every variable that is read, or that somebody may believe to be. */
export const ENVIRONMENT = z.object({
  PORT: port.default(3000),
  HOST: host.optional(),
  PUBLIC_URL: publicAddress.optional(),
  /** Names beside PUBLIC_URL's by which people open the pages. */
  ALLOWED_HOSTS: hostNames.optional(),
  DATA_DIR: z.string().default(".data"),
  DATABASE_URL: databaseAddress.optional(),
  DATABASE_READ_URL: unread,
  ENCRYPTION_KEYS: keyRing.optional(),
  PHONE_HASH_KEYS: keyRing.optional(),
  NEXTAUTH_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
  NEXTAUTH_URL: webAddress.optional(),
  OIDC_ISSUER: webAddress.optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  TRUSTED_PROXIES: addressRanges.optional(),
  /** Private addresses that what we send may go to: self-hosted apps sit there. */
  OUTGOING_PRIVATE_RANGES: addressRanges.optional(),
  METRICS_TOKEN: z.string().min(16, "must have at least 16 characters").optional(),
  SMTP_URL: unread,
  DEMO: oneOf("on", "off").optional(),
  LOG_LEVEL: oneOf("fatal", "error", "warn", "info", "debug", "trace", "silent").default("info"),
  NODE_ENV: oneOf("production", "development", "test").optional(),
  CHROMIUM_PATH: z.string().optional(),
});
export type Env = z.infer<typeof ENVIRONMENT>;

/** One of these alone would do nothing. */
const TOGETHER = [["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"]] as const satisfies (keyof Env)[][];

/** The checked environment of this process. A bad value is one clear `misconfigured` error. */
export function env(): Env {
  return processWide("env", () => readEnv(process.env));
}

/** Sets variables for this process and its children, and re-reads the whole; an empty one is unset. */
export function provideEnv(values: Partial<Record<keyof Env, string>>): Env {
  Object.assign(process.env, values);
  const checked = readEnv(process.env);
  const current: Partial<Env> = env();
  for (const name of Object.keys(ENVIRONMENT.shape)) delete current[name as keyof Env];
  return Object.assign(current, checked);
}

/** Parses raw variables; `X_FILE` names a file that holds the value of `X`. */
export function readEnv(raw: Record<string, string | undefined>): Env {
  const values: Record<string, string> = {};
  for (const name of Object.keys(ENVIRONMENT.shape)) {
    const file = raw[`${name}_FILE`];
    const value = raw[name] || (file ? readValueFile(name, file) : undefined);
    if (value) values[name] = value;
  }
  for (const names of TOGETHER) requireTogether(names, values);
  const parsed = ENVIRONMENT.safeParse(values);
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

function requireTogether(names: readonly string[], values: Record<string, string>): void {
  const missing = names.find((name) => !values[name]);
  if (missing === undefined || !names.some((name) => values[name])) return;
  throw new AppError("misconfigured", `${missing} is not set: ${names.join(", ")} go together.`);
}

function readValueFile(name: string, file: string): string {
  const text = readOrRefuse(name, file).trim();
  // Taken as unset, it would have new keys made, or a default used, where something was meant.
  if (text === "") throw new AppError("misconfigured", `${name}_FILE: the file is empty.`);
  return text;
}

function readOrRefuse(name: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new AppError("misconfigured", `${name}_FILE: the file cannot be read.`, { cause });
  }
}
