import { setTimeout as sleep } from "node:timers/promises";
import { isOutage } from "@/lib/api/is-outage";
import { readPool } from "@/lib/db";
import { log } from "@/lib/log";
import { TOO_MUCH_DIGEST, UNAVAILABLE_DIGEST } from "./failure-digest";

const STATEMENT_TIMEOUT = "57014";
/** After so long the database is asked whether it is there at all; together less than five seconds. */
const DOUBTFUL_AFTER_MS = 2_000;
const ANSWER_WITHIN_MS = 1_500;

/** Awaits what a page needs. When storage is away the page's failure screen can say so; it is never taken for "nothing". */
export async function read<T>(work: Promise<T>): Promise<T> {
  try {
    return await whileReachable(work);
  } catch (error) {
    if (!isOutage(error)) throw error;
    const { code } = error as { code?: unknown };
    log().error({ code }, "a page could not read the database");
    if (code === STATEMENT_TIMEOUT) throw Object.assign(new Error("It took too long."), { digest: TOO_MUCH_DIGEST });
    throw Object.assign(new Error("The database cannot be reached."), { digest: UNAVAILABLE_DIGEST });
  }
}

/** The same, or an outage once the database hangs. What merely takes long is waited for: it has limits of its own. */
export async function whileReachable<T>(work: Promise<T>, ask: () => Promise<unknown> = askDatabase): Promise<T> {
  const settled = new AbortController();
  try {
    return await Promise.race([work, failWhenSilent(ask, settled.signal)]);
  } finally {
    settled.abort();
  }
}

async function failWhenSilent(ask: () => Promise<unknown>, signal: AbortSignal): Promise<never> {
  for (;;) {
    await sleep(DOUBTFUL_AFTER_MS, undefined, { signal });
    await Promise.race([ask(), sleep(ANSWER_WITHIN_MS, undefined, { signal }).then(failSilent)]);
  }
}

function failSilent(): never {
  throw Object.assign(new Error("The database does not answer."), { code: "ETIMEDOUT" });
}

/** Its connection is not used again when the answer is late. */
function askDatabase(): Promise<unknown> {
  const question = { text: "SELECT 1", query_timeout: ANSWER_WITHIN_MS };
  return readPool().query(question);
}
