import { createHash, randomBytes } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { chmod, chown, mkdir, symlink, unlink, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { AppError } from "@/lib/errors";
import { SHARED_ROOT } from "./postgres-binaries";
import { requireSecretFile, secretFile } from "./secret-file";
import { canEnter, type SystemAccount } from "./system-account";

/** The server's own folder: `DATA_DIR/postgres`, or the place that it links to. */
export function serverFolder(dataDir: string): string | null {
  const folder = join(resolve(dataDir), "postgres");
  return existsSync(folder) ? realpathSync(folder) : null;
}

/** Makes DATA_DIR and the server's folder in it; elsewhere, behind a link, where its account could not enter. */
export async function prepareServerFolder(
  dataDir: string,
  account: SystemAccount | null,
  onNotice: (line: string) => void,
): Promise<string> {
  await prepareDataDir(dataDir, account);
  const link = join(resolve(dataDir), "postgres");
  const folder = serverFolder(dataDir) ?? (await makeFolder(link, account, onNotice));
  if (account) {
    await chown(folder, account.uid, account.gid);
    if (!canEnter(folder, account)) {
      throw new AppError("misconfigured", `PostgreSQL's account cannot enter ${folder}: open its parents to it.`);
    }
  }
  return folder;
}

/**
 * DATA_DIR; where it is new, empty or ours it becomes private to its owner, with a way through for the server's account
 * under root. One that holds other things keeps its mode: it may be /tmp, and what we put there is private by itself.
 */
export async function prepareDataDir(dataDir: string, account: SystemAccount | null): Promise<void> {
  const folder = resolve(dataDir);
  if (existsSync(folder) && !statSync(folder).isDirectory()) {
    throw new AppError("misconfigured", `DATA_DIR ${folder} is not a folder.`);
  }
  const holds = existsSync(folder) ? readdirSync(folder) : [];
  const isOurs = holds.length === 0 || holds.includes("postgres");
  const probe = join(folder, `.write-${randomBytes(6).toString("hex")}`);
  try {
    await makeFolders(folder);
    if (isOurs) await chmod(folder, account ? 0o711 : 0o700);
    await writeFile(probe, "");
    await unlink(probe);
  } catch (cause) {
    throw new AppError("misconfigured", `DATA_DIR ${folder} cannot be written.`, { cause });
  }
}

// Not with `recursive`: under /proc, and the like, Node then tries for ever.
async function makeFolders(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  await makeFolders(dirname(folder));
  await mkdir(folder);
}

/** Whether a database was made on DATA_DIR: what it was made with is then not made anew. */
export function hasDatabase(dataDir: string): boolean {
  const folder = serverFolder(dataDir);
  return folder !== null && existsSync(join(folder, "data"));
}

/** The server's password, made on first use. */
export function serverPassword(dataDir: string): Promise<string> {
  const path = passwordFile(dataDir);
  if (hasDatabase(dataDir)) return requireSecretFile(path, "the database was made");
  return secretFile(path, () => randomBytes(24).toString("base64url"));
}

export function passwordFile(dataDir: string): string {
  return join(resolve(dataDir), "postgres-password");
}

async function makeFolder(link: string, account: SystemAccount | null, onNotice: (line: string) => void) {
  if (lstatSync(link, { throwIfNoEntry: false })) {
    throw new AppError(
      "misconfigured",
      `${link} leads to ${readlinkSync(link)}, which is gone: put it back, or remove the link to begin anew.`,
    );
  }
  if (!account || canEnter(join(link, ".."), account)) {
    await mkdir(link, { mode: 0o700 });
    return link;
  }
  const name = createHash("sha256").update(link).digest("hex").slice(0, 16);
  const folder = join(SHARED_ROOT, name);
  onNotice(`PostgreSQL's account cannot enter this folder: the database is kept in ${folder}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(SHARED_ROOT, 0o755);
  await symlink(folder, link);
  return folder;
}
