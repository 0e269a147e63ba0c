import type { CallbackOutcome, CallbackResponse } from "../provider";

/** The answers of a provider that wants nothing special: `stored` after the commit, 401, and 503 to be called again. */
export function respond(outcome: CallbackOutcome, stored: CallbackResponse = { status: 200 }): CallbackResponse {
  switch (outcome.kind) {
    case "stored":
      return stored;
    case "refused":
      return { status: 401 };
    case "unavailable":
      return { status: 503, headers: { "retry-after": String(Math.max(1, Math.ceil(outcome.retryAfterSeconds))) } };
  }
}
