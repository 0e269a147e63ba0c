import { randomBytes } from "node:crypto";
import { link, readFile, unlink, writeFile } from "node:fs/promises";

/** The text of a file that only its owner may read, made on first use; two makers at once agree on one. */
export async function secretFile(path: string, make: () => string): Promise<string> {
  const existing = await readSecretFile(path);
  if (existing !== null) return existing;
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  await writeFile(draft, `${make()}\n`, { mode: 0o600, flush: true });
  // A link appears whole or not at all, and never replaces a file that another process has just made.
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await unlink(draft);
  return (await readFile(path, "utf8")).trim();
}

export async function readSecretFile(path: string): Promise<string | null> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
