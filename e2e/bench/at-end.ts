/** Registers what is undone at the end, last thing first; what it gives back undoes it earlier, once. */
export type AtEnd = <T>(undo: () => Promise<T>) => () => Promise<T>;

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Runs `work` and then undoes all that it started, also when it fails; on a signal it does so at once and exits. */
export async function withCleanUp<T>(work: (atEnd: AtEnd) => Promise<T>): Promise<T> {
  const undos: (() => Promise<unknown>)[] = [];
  let exiting: Promise<never> | null = null;
  const undoAll = async () => {
    for (let undo = undos.shift(); undo; undo = undos.shift()) await undo().catch(tell);
  };
  const onSignal = () => {
    process.stderr.write("stopping what was started\n");
    exiting ??= undoAll().then(() => process.exit(130));
  };
  const atEnd: AtEnd = (undo) => {
    let undone: ReturnType<typeof undo> | undefined;
    const once = () => {
      undone ??= undo();
      return undone;
    };
    undos.unshift(once);
    if (exiting) void undoAll();
    return once;
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  try {
    return await work(atEnd);
  } finally {
    // What fails once its server is gone is no news.
    if (exiting) await exiting;
    await undoAll();
    for (const name of SIGNALS) process.off(name, onSignal);
  }
}

function tell(error: unknown): void {
  process.stderr.write(`not stopped: ${String(error)}\n`);
}
