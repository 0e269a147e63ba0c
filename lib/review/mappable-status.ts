/** What an admin may say that a status means: all that say something. */
export const MAPPABLE_STATUSES = [
  "accepted",
  "sent",
  "delivered",
  "undelivered",
  "failed",
  "expired",
  "rejected",
] as const;
