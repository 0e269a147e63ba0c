/** How a callback ended. Each is a column of `callback_rollups`. */
export const CALLBACK_OUTCOMES = [
  "stored",
  "duplicate",
  "differing",
  "unknown_status",
  "unreadable",
  "after_retention",
  "refused",
  "unavailable",
  "over_http",
] as const;
export type CallbackOutcomeName = (typeof CALLBACK_OUTCOMES)[number];

/** Those that were not taken, which a timer counts. */
export const NOT_TAKEN = ["refused", "unavailable", "over_http"] as const satisfies readonly CallbackOutcomeName[];
export type NotTaken = (typeof NOT_TAKEN)[number];
