import { spawnSync } from "node:child_process";
import { chmodSync, closeSync, mkdtempSync, openSync, readdirSync, rmdirSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file system of its own and few megabytes, to be filled to the last byte. */
export type SmallDisk = { folder: string; fill(): void; free(): void; remove(): void };

const PREFIX = "otp-desk-disk-";
const OWNED = /^otp-desk-disk-(\d+)-/;
const BLOCKS = [1_048_576, 4_096, 1];

/** Why this machine or account cannot have one; null where it can. */
export function smallDiskObstacle(): string | null {
  if (process.platform !== "linux") return "needs Linux, for a tmpfs of its own";
  if (process.getuid?.() !== 0) return "needs root, to mount a small tmpfs";
  try {
    makeSmallDisk(1).remove();
    return null;
  } catch {
    return "needs the right to mount a small tmpfs (CAP_SYS_ADMIN)";
  }
}

export function makeSmallDisk(megabytes: number): SmallDisk {
  removeLeftovers();
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  chmodSync(folder, 0o755);
  run("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=0755`, "tmpfs", folder]);
  const ballast = join(folder, "ballast");
  return {
    folder,
    fill: () => writeUntilFull(ballast),
    free: () => rmSync(ballast, { force: true }),
    remove: () => unmount(folder),
  };
}

function writeUntilFull(path: string): void {
  const file = openSync(path, "a");
  for (const size of BLOCKS) while (hasWritten(file, Buffer.alloc(size)));
  closeSync(file);
}

function hasWritten(file: number, block: Buffer): boolean {
  try {
    return writeSync(file, block) === block.length;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOSPC") return false;
    throw error;
  }
}

/** The disks of runs that were killed: the name tells whose each was. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = Number(OWNED.exec(name)?.[1]);
    if (owner && !isAlive(owner)) unmount(join(tmpdir(), name));
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function unmount(folder: string): void {
  // Lazily: a killed server may be about to let go of its last file.
  run("umount", ["-l", folder]);
  rmdirSync(folder);
}

function run(command: string, args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
}
