import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chown, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { freePort } from "@/lib/database/free-port";
import { lastLine, runAs } from "@/lib/database/run-as";
import { systemAccount } from "@/lib/database/system-account";

const INSTALLED = "/usr/lib/postgresql";

/** An operator's own PostgreSQL, of the version that their system has, with its tools in `bin`. */
export type DebianPostgres = { url: string; bin: string; stop(): Promise<void> };

/** Where Debian's PostgreSQL is installed, the newest; null where there is none. */
export async function findDebianPostgres(): Promise<string | null> {
  const versions = existsSync(INSTALLED) ? await readdir(INSTALLED) : [];
  const bins = versions.map((version) => join(INSTALLED, version, "bin"));
  const found = bins
    .toSorted()
    .findLast((bin) => ["initdb", "postgres", "pg_dump"].every((n) => existsSync(join(bin, n))));
  if (!found) process.stdout.write("Skipped: no PostgreSQL of Debian's is installed.\n");
  return found ?? null;
}

/** Begins empty, with a password, on a free port of loopback; in a folder whose parents its account may enter. */
export async function startDebianPostgres(bin: string): Promise<DebianPostgres> {
  const account = systemAccount();
  const folder = await mkdtemp(join(tmpdir(), "otp-desk-debian-"));
  const [data, passwordFile, port] = [join(folder, "data"), join(folder, "password"), await freePort()];
  await writeFile(passwordFile, "of-the-superuser", { mode: 0o600 });
  if (account) for (const path of [folder, passwordFile]) await chown(path, account.uid, account.gid);
  const access = ["--username=postgres", `--pwfile=${passwordFile}`, "--auth=scram-sha-256", "--encoding=UTF8"];
  const made = await runAs(account, folder, join(bin, "initdb"), ["-D", data, ...access]);
  if (made.code !== 0) throw new Error(`initdb: ${lastLine(made)}`);
  const options = ["-D", data, "-p", String(port), "-c", "listen_addresses=127.0.0.1", "-k", folder];
  const server = spawn(join(bin, "postgres"), options, { ...account, cwd: folder, stdio: "ignore" });
  const url = `postgresql://postgres:of-the-superuser@127.0.0.1:${port}/postgres`;
  while (server.exitCode === null && !(await answers(url))) await sleep(100);
  if (server.exitCode !== null) throw new Error(`postgres ended with ${server.exitCode}`);
  const remove = () => rm(folder, { recursive: true, force: true });
  return { url, bin, stop: () => stop(server).then(remove) };
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  return client
    .connect()
    .then(() => client.end())
    .then(
      () => true,
      () => false,
    );
}

async function stop(server: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => server.once("exit", resolve));
  if (server.exitCode === null && server.kill("SIGINT")) await ended;
}
