import type { StoryMessage, Tone } from "@/lib/delivery/story/story";
import { deciderOf, isPastDeadline } from "@/lib/delivery/story/story-facts";
import { errorNote } from "@/lib/delivery/words/error-notes";
import { NO_RECEIPT_NOTE, statusNote } from "@/lib/delivery/words/status-notes";
import { statusTone } from "@/lib/delivery/words/verdict-badges";

export type MessageState = {
  tone: Tone;
  label: string;
  meaning: string;
  /** Of a failure: possible ones, never facts. */
  causes: readonly string[] | null;
  tryNext: string | null;
  /** What else is remarkable. */
  badges: string[];
};

/** How one message stands, in words that claim no more than its reports. */
export function messageState(message: StoryMessage, now: Date): MessageState {
  const badges = badgesOf(message);
  if (isWithoutReceipt(message, now)) {
    return { tone: "none", ...NO_RECEIPT_NOTE, causes: null, tryNext: null, badges };
  }
  if (message.conflicting) return { ...CONFLICTING, causes: null, tryNext: null, badges };
  const note = statusNote(message.status);
  const tone = statusTone(message.status);
  if (message.failureCategory === null) return { tone, ...note, causes: null, tryNext: null, badges };
  const { text, possibleCauses, tryNext } = errorNote({
    category: message.failureCategory,
    code: message.errorCode,
    meaning: message.errorMeaning,
  });
  return { tone, label: note.label, meaning: `${note.meaning} ${text}`, causes: possibleCauses, tryNext, badges };
}

const CONFLICTING = {
  tone: "warn",
  label: "Conflicting receipts",
  meaning:
    "One final report says delivered, another says that it failed. Until that is settled it counts as reported delivered.",
} as const;

function isWithoutReceipt(message: StoryMessage, now: Date): boolean {
  return deciderOf(message)?.source === "timeout" || (!message.isFinal && isPastDeadline(message, now));
}

function badgesOf({ partial, recipientsDiffer, origin }: StoryMessage): string[] {
  const badges = [];
  if (partial) badges.push("Delivered in part");
  if (recipientsDiffer) badges.push("Recipients differ");
  if (origin === "callback") badges.push("Not registered");
  return badges;
}
