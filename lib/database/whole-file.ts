import { randomBytes } from "node:crypto";
import { link, open, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** Writes a private file, or replaces it: whole or not at all, also when the power goes. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await writeDraft(path, text, (draft) => rename(draft, path));
}

/** Writes a private file that is not there yet, whole or not at all; false when another process was first. */
export async function writeOnce(path: string, text: string): Promise<boolean> {
  try {
    // A link, unlike a rename, never replaces what is there.
    await writeDraft(path, text, (draft) => link(draft, path));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Makes what was created, renamed or removed in a folder outlast a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}

async function writeDraft(path: string, text: string, put: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    await writeFile(draft, text, { mode: 0o600, flush: true });
    await put(draft);
  } finally {
    await rm(draft, { force: true });
  }
  await syncFolder(dirname(path));
}
