import { log } from "./log";
import { framesOf, placeOf } from "./log-console";

const FRAMES = 8;
/** The runtime and the framework, which take a request apart before code of ours sees it, or while it waits for that. */
const OUTSIDE = /^async |\bnode:|[\\/]node_modules[\\/]next[\\/]|<anonymous>/;

/**
 * A page, an action or a route that failed unexpectedly, by the number that its failure page shows. The stack stands in
 * the log where it was thrown in code of ours or of what that uses: what is thrown outside comes of what was sent.
 */
export function logFailure(error: unknown, { route, kind }: { route: string; kind: string }): void {
  const facts = { ...placeOf(error), route, kind };
  const frames = framesOf((error as { stack?: string } | null)?.stack);
  if (frames.every((frame) => OUTSIDE.test(frame))) log().warn(facts, "it failed outside of our code");
  else log().error({ ...facts, stack: frames.slice(0, FRAMES) }, "it failed");
}
