import { isOutage } from "@/lib/api/is-outage";
import { log } from "@/lib/log";
import { TOO_MUCH_DIGEST, UNAVAILABLE_DIGEST } from "./failure-digest";

const STATEMENT_TIMEOUT = "57014";

/** Awaits what a page needs. When storage is away the page's failure screen can say so; it is never taken for "nothing". */
export async function read<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isOutage(error)) throw error;
    const { code } = error as { code?: unknown };
    log().error({ code }, "a page could not read the database");
    if (code === STATEMENT_TIMEOUT) throw Object.assign(new Error("It took too long."), { digest: TOO_MUCH_DIGEST });
    throw Object.assign(new Error("The database cannot be reached."), { digest: UNAVAILABLE_DIGEST });
  }
}
