import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { AppError } from "@/lib/errors";

export type SystemAccount = { uid: number; gid: number };

const NAME = "postgres";
const ACCOUNTS = "/etc/passwd";

/** PostgreSQL refuses to run as root: the account to run it as instead, made when missing; null when ours will do. */
export function systemAccount(): SystemAccount | null {
  if (process.getuid?.() !== 0) return null;
  if (!findAccount()) makeAccount();
  const account = findAccount();
  if (account) return account;
  throw new AppError(
    "misconfigured",
    `PostgreSQL does not run as root, and no "${NAME}" account could be made: add one, or start as an ordinary user.`,
  );
}

/** Whether the account may enter a directory; every parent counts. */
export function canEnter(directory: string, account: SystemAccount | null): boolean {
  const { status } = spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", directory], {
    ...account,
    cwd: "/",
    stdio: "ignore",
  });
  return status === 0;
}

function findAccount(): SystemAccount | null {
  const [uid, gid] = listedIds() ?? [readId("-u"), readId("-g")];
  return uid && gid ? { uid, gid } : null;
}

/** Null for an account that only a directory service knows; asking that takes two processes, at every command. */
function listedIds(): [uid: number, gid: number] | null {
  const lines = existsSync(ACCOUNTS) ? readFileSync(ACCOUNTS, "utf8").split("\n") : [];
  const [, , uid, gid] = lines.find((line) => line.startsWith(`${NAME}:`))?.split(":") ?? [];
  return uid && gid ? [Number(uid), Number(gid)] : null;
}

function readId(flag: string): number {
  return Number.parseInt(spawnSync("id", [flag, NAME], { encoding: "utf8" }).stdout ?? "", 10) || 0;
}

function makeAccount(): void {
  const debian = spawnSync("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/bin/false", NAME]);
  if (debian.status !== 0) spawnSync("adduser", ["-S", "-D", "-H", "-s", "/bin/false", NAME]);
}
