import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import { readSecretFile, secretFile } from "@/lib/database/secret-file";
import { env, provideEnv, requireKeys } from "@/lib/env";
import { AppError, isAppError } from "@/lib/errors";
import { isInstallation } from "../installation/is-installation";

const keyRing = () => `k1:${randomBytes(32).toString("base64")}`;
const KEY_FILES = [
  { name: "ENCRYPTION_KEYS", file: "encryption-keys", make: keyRing },
  { name: "PHONE_HASH_KEYS", file: "phone-hash-keys", make: keyRing },
  { name: "NEXTAUTH_SECRET", file: "nextauth-secret", make: () => randomBytes(32).toString("base64url") },
] as const;

/** Keys for the embedded database: those set in the environment, else those in DATA_DIR, made on first use. */
export async function provideEmbeddedKeys(dataDir: string): Promise<void> {
  const hasData = isInstallation(dataDir);
  for (const { name, file, make } of KEY_FILES) {
    if (env()[name]) continue;
    const path = join(resolve(dataDir), file);
    // A new key would make all that is stored unreadable, and every look-up miss.
    if (hasData && name !== "NEXTAUTH_SECRET" && (await readSecretFile(path)) === null) {
      throw new AppError(
        "misconfigured",
        `${name}: ${path} is gone, and the database was written with it: put it back.`,
      );
    }
    provideFrom(path, name, await secretFile(path, make));
  }
}

function provideFrom(path: string, name: (typeof KEY_FILES)[number]["name"], value: string): void {
  if (value === "") throw new AppError("misconfigured", `${name}: ${path} is empty: put back what was in it.`);
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
