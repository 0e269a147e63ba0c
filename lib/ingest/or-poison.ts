import { isAppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { errorFacts } from "./error-facts";

/** Null where the work threw; an error of our own, such as a key that is missing, is no fault of the bytes. */
export function orPoison<T>(connection: string, work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (isAppError(error)) throw error;
    log().error({ err: errorFacts(error), connection }, "a callback could not be read; it is kept for review");
    return null;
  }
}

/** What does not fit the provider's own shape. */
export function unreadable(problem: string): { kind: "unreadable"; groupKey: string } {
  return { kind: "unreadable", groupKey: problem };
}
