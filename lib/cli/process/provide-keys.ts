import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import { requireSecretFile, secretFile } from "@/lib/database/secret-file";
import { hasDatabase } from "@/lib/database/server-folder";
import { env, provideEnv, requireKeys } from "@/lib/env";
import { AppError, isAppError } from "@/lib/errors";

const keyRing = () => `k1:${randomBytes(32).toString("base64")}`;
const KEY_FILES = [
  { name: "ENCRYPTION_KEYS", file: "encryption-keys", make: keyRing },
  { name: "PHONE_HASH_KEYS", file: "phone-hash-keys", make: keyRing },
  { name: "NEXTAUTH_SECRET", file: "nextauth-secret", make: () => randomBytes(32).toString("base64url") },
] as const;

/** Keys for the embedded database: those set in the environment, else those in DATA_DIR, made on first use. */
export async function provideEmbeddedKeys(dataDir: string): Promise<void> {
  const hasData = hasDatabase(dataDir);
  for (const { name, file, make } of KEY_FILES) {
    if (env()[name]) continue;
    const path = join(resolve(dataDir), file);
    // A new key would make all that is stored unreadable, and every look-up miss.
    const isNeeded = hasData && name !== "NEXTAUTH_SECRET";
    const read = isNeeded ? requireSecretFile(path, "the database was written") : secretFile(path, make);
    provideFrom(path, name, await read.catch((error) => nameVariable(name, error)));
  }
}

function nameVariable(name: string, error: unknown): never {
  throw isAppError(error) ? new AppError(error.code, `${name}: ${error.message}`, { cause: error.cause }) : error;
}

function provideFrom(path: string, name: (typeof KEY_FILES)[number]["name"], value: string): void {
  try {
    provideEnv({ [name]: value });
  } catch (error) {
    // The checks know the variable; that it was read from a file is known here.
    throw isAppError(error) ? new AppError(error.code, `${error.message} It is read from ${path}.`) : error;
  }
}

/** With a database of one's own, the keys are one's own too: nothing here would keep them safe. */
export function requireOwnKeys(): void {
  requireKeys("ENCRYPTION_KEYS");
  requireKeys("PHONE_HASH_KEYS");
  if (env().NEXTAUTH_SECRET) return;
  throw new AppError("misconfigured", "NEXTAUTH_SECRET is not set: give at least 32 random characters.");
}
