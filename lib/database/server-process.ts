import { readFile, rename, rm, stat } from "node:fs/promises";
import { totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@/lib/errors";
import { freePort } from "./free-port";
import { readPostmaster } from "./postmaster";
import { lastLine, runAs } from "./run-as";
import type { Server } from "./server";

const LOG_LIMIT_BYTES = 10_000_000;
const STOPS = [
  ["fast", 15],
  ["immediate", 30],
] as const;

/** Starts the server on a free port of the loopback and waits until it takes connections. */
export async function startServer(server: Server, durable: boolean): Promise<void> {
  const { folder, account, binaries } = server;
  const log = join(folder, "server.log");
  const size = await stat(log)
    .then((file) => file.size)
    .catch(() => 0);
  if (size > LOG_LIMIT_BYTES) await rename(log, `${log}.old`);
  await clearStalePidFile(folder);
  for (let attempt = 1; ; attempt++) {
    const flags = settings(await freePort(), durable)
      .map((setting) => `-c ${setting}`)
      .join(" ");
    const where = ["-D", join(folder, "data"), "-l", log];
    const started = await runAs(account, folder, binaries.pgCtl, ["start", "-w", "-t", "60", ...where, "-o", flags]);
    // A server that a killed start began came up meanwhile: that is the one.
    if (started.code === 0 || (await readPostmaster(folder))) return;
    // Another program may have taken the port since, or a killed server's processes have not all gone yet.
    if (attempt === 3) throw await startFailure(server);
    await sleep(1_000);
  }
}

// Statements and details stay out of the log: they can hold personal data.
function settings(port: number, durable: boolean): string[] {
  const always = [
    `port=${port}`,
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=100",
    "max_locks_per_transaction=256",
    "jit=off",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_checkpoints=off",
    "log_error_verbosity=terse",
    "log_min_error_statement=panic",
  ];
  return durable
    ? [...always, `shared_buffers=${sharedBuffersMegabytes(memoryBytes())}MB`]
    : [...always, "fsync=off", "synchronous_commit=off", "full_page_writes=off"];
}

/** A sixteenth of the memory, from PostgreSQL's default up to a gigabyte: the app and the page cache want theirs. */
export function sharedBuffersMegabytes(memory: number): number {
  return Math.min(1_024, Math.max(128, Math.floor(memory / 16 / 2 ** 20)));
}

/** Of the machine, or of the container if it is given less. */
export function memoryBytes(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
}

/**
 * Stops the server, ending sessions but losing no commit; nothing to do when none runs. PostgreSQL 18 does not
 * end a recovery from a crash when it is told to stop fast: then it is stopped at once, and recovers at its next start.
 */
export async function stopServer({ folder, account, binaries }: Server): Promise<void> {
  for (const [mode, seconds] of STOPS) {
    if (!(await readPostmaster(folder))) return;
    const how = ["stop", "-D", join(folder, "data"), "-m", mode, "-w", "-t", String(seconds)];
    const stopped = await runAs(account, folder, binaries.pgCtl, how);
    if (stopped.code === 0) return;
    if (mode === "immediate" && (await readPostmaster(folder))) {
      throw new AppError("unavailable", `PostgreSQL did not stop: ${lastLine(stopped)}`);
    }
  }
}

// A pid file whose process is gone, or is another program now, would make the server refuse to start.
async function clearStalePidFile(folder: string): Promise<void> {
  if (!(await readPostmaster(folder))) await rm(join(folder, "data", "postmaster.pid"), { force: true });
}

export async function startFailure({ folder }: Server): Promise<AppError> {
  const log = join(folder, "server.log");
  const lines = (await readFile(log, "utf8").catch(() => "")).split("\n");
  const fatal = lines.findLast((line) => line.includes("FATAL")) ?? "";
  return new AppError("unavailable", `PostgreSQL did not start; ${log} says why. ${fatal.replace(/^.*FATAL:\s*/, "")}`);
}
