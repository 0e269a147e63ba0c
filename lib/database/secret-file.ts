import { readFile } from "node:fs/promises";
import { AppError } from "@/lib/errors";
import { writeOnce } from "./whole-file";

/** The text of a file that only its owner may read, made on first use; two makers at once agree on one. */
export async function secretFile(path: string, make: () => string): Promise<string> {
  const existing = await readSecretFile(path);
  if (existing !== null) return existing;
  await writeOnce(path, `${make()}\n`);
  return (await readSecretFile(path)) ?? secretFile(path, make);
}

/** Null when there is none. One that is there and says nothing is damage, which a new secret would make worse. */
export async function readSecretFile(path: string): Promise<string | null> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw new AppError("misconfigured", `${path} cannot be read (${error.code}).`, { cause: error });
  });
  if (text === null) return null;
  const secret = text.trim();
  if (secret === "") {
    throw new AppError(
      "misconfigured",
      `${path} is empty: put back what it held, or remove it if nothing was made with it yet.`,
    );
  }
  return secret;
}

/** As `readSecretFile`, where something was made with the secret already: without it that is out of reach. */
export async function requireSecretFile(path: string, madeWithIt: string): Promise<string> {
  const secret = await readSecretFile(path);
  if (secret !== null) return secret;
  throw new AppError("misconfigured", `${path} is gone, and ${madeWithIt} with it: put it back.`);
}
