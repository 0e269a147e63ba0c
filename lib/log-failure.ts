import { log } from "./log";
import { framesOf, placeOf } from "./log-console";

const FRAMES = 8;
/** Where our own code is, once it is built. */
const OURS = /[\\/]\.next[\\/]server[\\/]/;
/** Where a request's body is taken apart, whoever asked for it. */
const READING_A_BODY = /\b(consumeBody|fullyReadBody|busboy)\b/;

/**
 * A page, an action or a route that failed unexpectedly, by the number that its failure page shows. The stack stands in
 * the log where code of ours is on it: what is thrown beside it comes of what was sent, and tells nothing.
 */
export function logFailure(error: unknown, { route, kind }: { route: string; kind: string }): void {
  const facts = { ...placeOf(error), route, kind };
  const frames = framesOf((error as { stack?: string } | null)?.stack);
  const isOurs = frames.some((frame) => OURS.test(frame)) && !frames.some((frame) => READING_A_BODY.test(frame));
  if (isOurs) log().error({ ...facts, stack: frames.slice(0, FRAMES) }, "it failed");
  else log().warn(facts, "a request could not be read");
}
