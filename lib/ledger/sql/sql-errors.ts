type SqlError = { code?: string; constraint?: string };

/** A transaction that saw a row change under it and must start again from its first statement. */
export class StartAgain extends Error {
  readonly code = "start_again";
  constructor() {
    super("A message was merged or created meanwhile.");
  }
}

/**
 * Serialization failure, deadlock, a row that was not there when it was read, or our own wish to start again: the same
 * work may succeed now.
 */
export function isRetryable(error: unknown): boolean {
  const { code } = error as SqlError;
  return code === "40001" || code === "40P01" || code === "23505" || code === "start_again";
}

/** No partition takes the row. Also class 23514, but without the name of a constraint. */
export function isMissingPartition(error: unknown): boolean {
  const { code, constraint } = error as SqlError;
  return code === "23514" && constraint === undefined;
}

/** Data that PostgreSQL will never take (class 22, or one of our own named checks): not an outage. */
export function isPoison(error: unknown): boolean {
  const { code, constraint } = error as SqlError;
  if (typeof code !== "string") return false;
  return (
    /^22[0-9A-Z]{3}$/.test(code) || (code === "23514" && constraint !== undefined && constraint.endsWith("_known"))
  );
}

/** A lock that was not had in time, or a statement that took too long: another time it may succeed. */
export function isOutOfTime(error: unknown): boolean {
  const { code } = error as SqlError;
  return code === "55P03" || code === "57014";
}

/**
 * No item could help it: no connection is to be had, it broke, the server is going down, does not answer at all, or has
 * no room or disk left. Everything that waits would run into the same.
 */
export function isOutage(error: unknown): boolean {
  const { code, message } = error as SqlError & { message?: string };
  const state = sqlState(error);
  if (state !== null) return /^(08|53|58|57P)/.test(state);
  return (typeof code === "string" && /^E[A-Z]+$/.test(code)) || LOST_CONNECTION.test(String(message));
}

/** What the driver says, which has no codes for it. */
const LOST_CONNECTION =
  /^(Connection terminated|Query read timeout|timeout (expired|exceeded)|Client (has encountered|was closed)|Cannot use a pool)/;

/** The server itself answered with this error, so its connection is still in a known state. */
export function isAnsweredByServer(error: unknown): boolean {
  const state = sqlState(error);
  return state !== null && !/^(08|57P)/.test(state);
}

/** PostgreSQL's code of an error; null for one of the network (`EPIPE` is as long) or of our own. */
function sqlState(error: unknown): string | null {
  const { code } = error as SqlError;
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith("E") ? code : null;
}
