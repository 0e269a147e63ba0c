import { isOutage } from "@/lib/api/is-outage";
import { log } from "@/lib/log";
import { UNAVAILABLE_DIGEST } from "./failure-digest";

/** Awaits what a page needs. When storage is away the page's failure screen can say so; it is never taken for "nothing". */
export async function read<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isOutage(error)) throw error;
    log().error({ code: (error as { code?: unknown }).code }, "a page could not read the database");
    throw Object.assign(new Error("The database cannot be reached."), { digest: UNAVAILABLE_DIGEST });
  }
}
