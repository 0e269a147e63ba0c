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

/** The server itself answered with this error, so its connection is still in a known state. */
export function isAnsweredByServer(error: unknown): boolean {
  const { code } = error as SqlError;
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) && !/^(08|57P)/.test(code);
}
