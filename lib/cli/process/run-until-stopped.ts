import { logConsole } from "@/lib/log-console";
import { failureLine } from "../failure-line";

/** What is undone at the end, last thing first. */
export type AtExit = (undo: () => Promise<void>) => void;

/** npm passes a Ctrl-C on to a process that the terminal has told already: two at once are one. */
const SAME_SIGNAL_MS = 1_000;
/** Who runs us kills after 30 s, as a rule: a database that hangs must not keep us until then. */
const STOP_LIMIT_MS = 25_000;
const PARENT_CHECK_MS = 500;

/**
 * Runs a program until a signal comes, or the npm that runs it is gone, then undoes what it set up and exits 0; a
 * failure is one line and exit 1. A second signal exits at once: what is left running is adopted by the next start.
 */
export async function runUntilStopped(program: (signal: AbortSignal, atExit: AtExit) => Promise<void>): Promise<never> {
  const abort = new AbortController();
  const undos: (() => Promise<void>)[] = [];
  let failed = false;
  const fail = (error: unknown) => {
    if (abort.signal.aborted && !failed) return;
    failed = true;
    process.stderr.write(`${failureLine(error)}\n`);
  };
  logConsole();
  onSignals(abort);
  if (process.env.npm_lifecycle_event) onParentGone(abort);
  process.on("uncaughtException", (error) => {
    fail(error);
    abort.abort();
  });
  try {
    await program(abort.signal, (undo) => undos.unshift(undo));
    await aborted(abort.signal);
  } catch (error) {
    fail(error);
  }
  setTimeout(giveUp, STOP_LIMIT_MS).unref();
  for (const undo of undos) await undo().catch(fail);
  process.exit(failed ? 1 : 0);
}

function giveUp(): never {
  process.stderr.write(`Stopping took longer than ${STOP_LIMIT_MS / 1_000} s and was given up.\n`);
  process.exit(1);
}

function onSignals(abort: AbortController): void {
  let firstAt = 0;
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      firstAt ||= Date.now();
      if (Date.now() - firstAt > SAME_SIGNAL_MS) process.exit(1);
      abort.abort();
    });
  }
}

/** npm passes on the signals that it lives to see; killed itself, it would leave a server that nobody watches. */
function onParentGone(abort: AbortController): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    abort.abort();
  }, PARENT_CHECK_MS).unref();
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
