import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chown, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@/lib/errors";
import { lastLine, runAs } from "./run-as";
import { DATABASE_USER, type Server } from "./server";
import { serverPassword } from "./server-folder";
import { syncFolder } from "./whole-file";

/** Makes the server's data folder on first use; a half-made one of a killed start is made anew. */
export async function initialiseServer(
  { dataDir, folder, account, binaries }: Server,
  durable: boolean,
): Promise<void> {
  const data = join(folder, "data");
  if (existsSync(data)) {
    const major = (await readFile(join(data, "PG_VERSION"), "utf8").catch(() => "")).trim();
    if (major === binaries.major) return;
    if (!major) {
      throw new AppError(
        "misconfigured",
        `${data} is not whole (no PG_VERSION): put it back from a copy, or move it away to begin anew.`,
      );
    }
    throw new AppError(
      "misconfigured",
      `${data} was written by PostgreSQL ${major}, this is ${binaries.major}: move the data over, or set DATABASE_URL.`,
    );
  }
  await removeUnfinished(folder);
  // The initdb of a killed start may still be writing: never into the same folder as ours.
  const unfinished = join(folder, `data.new-${randomBytes(6).toString("hex")}`);
  const passwordFile = `${unfinished}.password`;
  await writeFile(passwordFile, await serverPassword(dataDir), { mode: 0o600 });
  if (account) await chown(passwordFile, account.uid, account.gid);
  const made = await runAs(account, folder, binaries.initdb, initdbArguments(unfinished, passwordFile, durable));
  await rm(passwordFile, { force: true });
  if (made.code !== 0) throw new AppError("unavailable", `PostgreSQL's initdb failed: ${lastLine(made)}`);
  await rename(unfinished, data);
  await syncFolder(folder);
}

async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith("data.new")) await rm(join(folder, name), { recursive: true, force: true, maxRetries: 10 });
  }
}

function initdbArguments(data: string, passwordFile: string, durable: boolean): string[] {
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const access = [`--username=${DATABASE_USER}`, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
  return ["-D", data, ...access, ...locale, ...(durable ? [] : ["--no-sync"])];
}
