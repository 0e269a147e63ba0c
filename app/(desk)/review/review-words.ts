import type { Tone } from "@/lib/delivery/story/story";
import type { ReviewKind } from "@/lib/ledger/review/record-review";
import { PARSE_PROBLEMS, type ParseProblem } from "@/lib/providers/provider";
import type { ReviewState } from "@/lib/review/review-state";

export const KIND_WORDS: Record<ReviewKind, { label: string; meaning: string }> = {
  unknown_status: {
    label: "Unknown status",
    meaning:
      "The provider sends a status that no table here knows. Its messages are stored as unknown; say what it means, and they are read anew.",
  },
  unreadable: {
    label: "Unreadable callback",
    meaning:
      "Callbacks that were proven to be the provider's, but could not be read. Nothing is lost: after a fix or a setting they can be replayed.",
  },
  inbound: { label: "Reply", meaning: "Replies from people. They are kept, and not read yet." },
  verification: {
    label: "Verification event",
    meaning: "The provider's own verification events. They are kept, and not read yet.",
  },
  poison: {
    label: "Not storable",
    meaning:
      "Callbacks that were proven to be the provider's, but that our own reader or the database failed on. Nothing is lost: they can be replayed after a fix.",
  },
  differing_duplicate: {
    label: "Same event, other body",
    meaning: "The same event came again with another body. The earliest counts; each body is kept with its message.",
  },
  contradicting_ids: {
    label: "Ids of two messages",
    meaning:
      "Receipts whose provider id and your own reference name two different messages. The provider's id alone decides where they count; nothing was merged.",
  },
  recipients_differ: {
    label: "Recipients differ",
    meaning:
      "One message or one attempt for which more than one recipient or user is named. Everything is kept and counted once; what is shown is what the app registered, where it did.",
  },
};

export const STATE_WORDS: Record<ReviewState, { label: string; tone: Tone }> = {
  open: { label: "Open", tone: "warn" },
  mapped: { label: "Mapped", tone: "ok" },
  resolved: { label: "Replayed", tone: "ok" },
  dismissed: { label: "Dismissed", tone: "none" },
};

const PROBLEM_WORDS: Record<ParseProblem, string> = {
  empty_body: "Empty body",
  unreadable_body: "Neither of the forms that this provider sends",
  unexpected_shape: "Not the expected fields",
  missing_message_id: "No message id",
  missing_status: "No status",
  too_many_reports: "Too many reports in one body",
};

/** What things of one group have in common, in words. */
export function groupText(kind: ReviewKind, groupKey: string): string {
  switch (kind) {
    case "unknown_status":
    case "differing_duplicate":
      return `“${groupKey}”`;
    case "unreadable":
      return isProblem(groupKey) ? PROBLEM_WORDS[groupKey] : "A confirmation that the provider asks for";
    case "poison":
      return isPoisonStage(groupKey) ? POISON_WORDS[groupKey] : `SQLSTATE ${groupKey}`;
    case "contradicting_ids":
      return groupKey === "message_and_verification"
        ? "A message's attempt, as the app and as its verification service tell it"
        : "A receipt's provider id and client reference";
    case "recipients_differ":
      return groupKey === "attempt" ? "Within one attempt" : "Of one message";
    case "inbound":
      return "All replies";
    case "verification":
      return "All verification events";
  }
}

/** Where our own code failed on the bytes; anything else is what the database said. */
const POISON_WORDS = {
  reading: "Our reader for this provider failed on it",
  preparing: "It was read, and failed on the way to the database",
} as const;

function isPoisonStage(text: string): text is keyof typeof POISON_WORDS {
  return Object.hasOwn(POISON_WORDS, text);
}

function isProblem(text: string): text is ParseProblem {
  return (PARSE_PROBLEMS as readonly string[]).includes(text);
}
