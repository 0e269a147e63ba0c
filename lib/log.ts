import pino, { type Logger } from "pino";
import { env } from "./env";
import { processWide } from "./runtime";

/** One JSON line an event, on stderr. Never a number, a body, a secret or a query string. */
export function log(): Logger {
  return processWide("log", () =>
    pino({ level: env().LOG_LEVEL, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2)),
  );
}
