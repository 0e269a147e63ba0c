/** The database is away, too slow, or too busy: the same request may succeed later. */
export function isOutage(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at instanceof Object && depth < 5; depth++) {
    const { code, message, cause } = at as { code?: unknown; message?: unknown; cause?: unknown };
    if (typeof code === "string" && OUTAGE_CODES.test(code)) return true;
    if (typeof message === "string" && POOL_MESSAGES.test(message)) return true;
    at = cause;
  }
  return false;
}

// Sockets; SQLSTATE classes 08, 53, 57P and exhausted retries; the client library's own codes.
const OUTAGE_CODES =
  /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOTFOUND|EHOSTUNREACH|ENOENT|08...|53...|57P..|57014|40001|40P01|start_again|P10\d\d|P2024|P2034|P2037)$/;
// node-postgres gives these no code.
const POOL_MESSAGES =
  /timeout exceeded when trying to connect|Connection terminated|Query read timeout|pool after calling end/;
