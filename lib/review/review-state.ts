/** `resolved`: everything kept was replayed and understood. A dismissed or resolved item opens when it is seen again. */
export const REVIEW_STATES = ["open", "mapped", "resolved", "dismissed"] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];
