const PROCESS_STATE = Symbol.for("otp-desk");

type ProcessState = Map<string, unknown>;

/**
 * The one instance of `name` in this process, made on first use. One process holds several copies of a
 * module (the callback door's and each of Next's bundles); module state would exist once per copy.
 */
export function processWide<T>(name: string, make: () => T): T {
  const state = processState();
  if (!state.has(name)) state.set(name, make());
  return state.get(name) as T;
}

/** Replaces or removes an instance: for shutdown and for tests. */
export function forgetProcessWide(name: string): void {
  processState().delete(name);
}

function processState(): ProcessState {
  const holder = globalThis as unknown as Record<symbol, ProcessState | undefined>;
  const state = holder[PROCESS_STATE] ?? new Map<string, unknown>();
  holder[PROCESS_STATE] = state;
  return state;
}
