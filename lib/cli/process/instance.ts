import { randomBytes } from "node:crypto";
import { link, readFile, rename, unlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { prepareDataDir } from "@/lib/database/server-folder";
import { systemAccount } from "@/lib/database/system-account";
import { writeOnce, writeWhole } from "@/lib/database/whole-file";
import { AppError } from "@/lib/errors";

/** The `npm start` that uses a DATA_DIR, as its file there tells: who it is, and where it listens once it does. */
const Instance = z.object({ pid: z.int().positive(), bornAt: z.string().min(1), url: z.string().nullable() });
export type Instance = z.infer<typeof Instance>;
export type Claim = { announce(url: string): Promise<void>; release(): Promise<void> };

/** Makes DATA_DIR ours until release, or says who has it. What a killed process left behind is taken over. */
export async function claimInstance(dataDir: string): Promise<Claim> {
  await prepareDataDir(dataDir, systemAccount());
  const file = instanceFile(dataDir);
  const ours: Instance = { pid: process.pid, bornAt: await birthOf(process.pid), url: null };
  while (!(await writeOnce(file, JSON.stringify(ours)))) {
    const other = await findInstance(dataDir);
    if (other) {
      const where = other.url ? ` at ${other.url}` : "";
      throw new AppError("conflict", `OTP Desk already runs on ${resolve(dataDir)}${where} (process ${other.pid}).`);
    }
    await discardDead(file);
  }
  const announce = (url: string) => writeWhole(file, JSON.stringify({ ...ours, url }));
  return { announce, release: () => unlink(file).catch(() => undefined) };
}

/** The live instance on a DATA_DIR; null when none runs. */
export async function findInstance(dataDir: string): Promise<Instance | null> {
  const instance = await readInstance(instanceFile(dataDir));
  if (!instance) return null;
  return (await birthOf(instance.pid)) === instance.bornAt ? instance : null;
}

function instanceFile(dataDir: string): string {
  return join(resolve(dataDir), "instance.json");
}

async function readInstance(file: string): Promise<Instance | null> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (text === null) return null;
  const parsed = Instance.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new AppError(
    "misconfigured",
    `${file} does not say who uses this folder: when no OTP Desk runs on it any more, remove the file.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// Moved aside before it is looked at again: between our look and our move, another start may have claimed the place.
async function discardDead(file: string): Promise<void> {
  const aside = `${file}.${randomBytes(6).toString("hex")}`;
  const moved = await rename(file, aside).then(
    () => true,
    () => false,
  );
  if (!moved) return;
  const instance = await readInstance(aside);
  if (instance && (await birthOf(instance.pid)) === instance.bornAt) await link(aside, file).catch(() => undefined);
  await unlink(aside);
}

/**
 * When a process began, "" when it is gone: process ids are used again. Only Linux tells the time cheaply. Gone is also
 * a killed one that nobody has collected yet (a container without an init).
 */
async function birthOf(pid: number): Promise<string> {
  if (process.platform !== "linux") return isAlive(pid) ? "alive" : "";
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const boot = stat && (await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => ""));
  const [state = "", ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const began = fields[18];
  return began && !/[ZX]/.test(state) ? `${began} ${boot.trim()}` : "";
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
