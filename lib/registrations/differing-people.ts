import type { ReviewEntry } from "@/lib/ledger/review/record-review";

/** For review: what the app said names somebody else than was known, of one message or within its attempt. */
export function differingPeople(
  { id, connectionId }: { id: string; connectionId: string },
  within: "message" | "attempt",
  seenAt: Date,
): ReviewEntry {
  return { connectionId, kind: "recipients_differ", groupKey: within, messageId: id, seenAt, body: null };
}
