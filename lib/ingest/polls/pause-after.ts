import type { PollProblem } from "./ask-provider";

/** How long a provider is left alone after a failure: so long first, doubled with each in a row, and never longer. */
export type Pause = { firstSeconds: number; mostSeconds: number };

const HOUR = 3_600;

export function pauseAfter(problem: PollProblem): Pause {
  switch (problem) {
    case "rate_limited":
      return { firstSeconds: 30, mostSeconds: HOUR };
    // Until somebody mends them the answer stays the same.
    case "unauthorised":
      return { firstSeconds: 15 * 60, mostSeconds: HOUR };
    case "provider_fault":
    case "timeout":
    case "unreachable":
      return { firstSeconds: 10, mostSeconds: 15 * 60 };
    // Of one message, unless it is of all.
    case "unexpected_status":
    case "not_understood":
    case "too_large":
      return { firstSeconds: 2, mostSeconds: 15 * 60 };
  }
}

/** Whether the next message would fare no better: then this one keeps its turn. */
export function isOfAll(problem: PollProblem): boolean {
  return pauseAfter(problem).firstSeconds >= 10;
}
