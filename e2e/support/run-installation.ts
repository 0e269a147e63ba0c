import { join } from "node:path";

/** Where the app of the end-to-end run keeps its data. */
export function runDataDir(): string {
  const { E2E_DATA_DIR } = process.env;
  if (!E2E_DATA_DIR) throw new Error("The app of the end-to-end run is not started.");
  return E2E_DATA_DIR;
}

/** The variables by which another process has the keys of the run's installation. */
export function runKeyFiles(): Record<string, string> {
  const file = (name: string) => join(runDataDir(), name);
  return {
    ENCRYPTION_KEYS_FILE: file("encryption-keys"),
    PHONE_HASH_KEYS_FILE: file("phone-hash-keys"),
    NEXTAUTH_SECRET_FILE: file("nextauth-secret"),
  };
}
