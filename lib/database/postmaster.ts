import { readFile } from "node:fs/promises";
import { join } from "node:path";

export type Postmaster = { pid: number; port: number; ready: boolean };

/** The live server of a data folder, as its `postmaster.pid` tells; null when none runs. */
export async function readPostmaster(folder: string): Promise<Postmaster | null> {
  const text = await readFile(join(folder, "data", "postmaster.pid"), "utf8").catch(() => "");
  const lines = text.split("\n");
  const pid = Number.parseInt(lines[0] ?? "", 10);
  if (!pid || !(await isPostgres(pid))) return null;
  return { pid, port: Number.parseInt(lines[3] ?? "", 10) || 0, ready: lines[7]?.trim() === "ready" };
}

// A process id is used again after a restart of the machine: where /proc tells the name, another program is not ours.
// Nor is a killed server that nobody has collected yet (a container without an init).
async function isPostgres(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  return stat === null || /\(postgres\) [^ZX]/.test(stat);
}
