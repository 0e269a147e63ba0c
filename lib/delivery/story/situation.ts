import { FAILURE_STATUSES } from "../fold/status";
import { abuseCheckResult, isClosed } from "../fold/summarise-verification";
import type { Story, StoryMessage, StoryVerification } from "./story";
import { codeExpiry, deciderOf, isPastDeadline, lastEvent, messageTime, mixUpAt, newestBefore } from "./story-facts";

/** Where an attempt stands: one reading of the evidence, shared by the verdict, the words and the advice. */
export type Situation =
  | { kind: "nothing_sent" }
  | { kind: "refused"; at: Date }
  | { kind: "blocked"; at: Date }
  | { kind: "verified"; at: Date; message: StoryMessage | null }
  | {
      kind: "wrong_code";
      at: Date;
      message: StoryMessage /** Since a newer code was sent, if just before. */;
      afterNewerMs: number | null;
    }
  | { kind: "delivered"; message: StoryMessage }
  | { kind: "delivered_waiting"; message: StoryMessage; validUntil: Date | null }
  | { kind: "delivered_unused"; message: StoryMessage }
  | { kind: "delivered_too_late"; message: StoryMessage; byMs: number }
  | { kind: "conflicting"; message: StoryMessage }
  | { kind: "partial"; message: StoryMessage }
  | { kind: "failed"; message: StoryMessage }
  | { kind: "no_receipt"; message: StoryMessage }
  | { kind: "no_receipts_here"; message: StoryMessage }
  | { kind: "not_understood"; message: StoryMessage }
  | { kind: "waiting"; message: StoryMessage; sinceMs: number; isSlow: boolean };

/** What the user did outweighs what receipts say; of several messages the newest counts. */
export function situation(story: Story): Situation {
  const { verification, messages } = story;
  const outcome = verification && outcomeOf(verification, story);
  if (outcome) return outcome;
  const newest = messages.at(-1);
  if (!newest) return { kind: "nothing_sent" };
  return wrongCode(story, newest) ?? deliveryOf(newest, story);
}

function outcomeOf(verification: StoryVerification, story: Story): Situation | null {
  if (verification.state === "verified") {
    const at = verification.verifiedAt ?? story.now;
    const named = verification.events.find(({ type }) => type === "verified")?.messageId;
    const message = story.messages.find(({ id }) => id === named) ?? newestBefore(story.messages, at);
    return { kind: "verified", at, message };
  }
  if (verification.state !== "blocked") return null;
  const at = verification.closedAt ?? story.now;
  const isRefused = verification.events.some((event) => abuseCheckResult(event) === "refused");
  return { kind: isRefused && story.messages.length === 0 ? "refused" : "blocked", at };
}

function wrongCode(story: Story, newest: StoryMessage): Situation | null {
  const last = story.verification && lastEvent(story.verification, ({ type }) => type === "wrong_code");
  if (!last || last.at < messageTime(newest)) return null;
  return { kind: "wrong_code", at: last.at, message: newest, afterNewerMs: mixUpAt(last.at, story)?.sinceMs ?? null };
}

function deliveryOf(message: StoryMessage, story: Story): Situation {
  if (message.conflicting) return { kind: "conflicting", message };
  if (message.partial) return { kind: "partial", message };
  if (message.status === "delivered") return deliveredOf(message, story);
  if (FAILURE_STATUSES.has(message.status)) return { kind: "failed", message };
  return openOf(message, story);
}

function deliveredOf(message: StoryMessage, story: Story): Situation {
  const { verification, now } = story;
  const expiry = codeExpiry(message, story);
  const lateMs = expiry && message.deliveredAt ? message.deliveredAt.getTime() - expiry.getTime() : 0;
  if (lateMs > 0) return { kind: "delivered_too_late", message, byMs: lateMs };
  if (!verification) return { kind: "delivered", message };
  if (isClosed(verification.state) || (expiry && expiry <= now)) return { kind: "delivered_unused", message };
  return { kind: "delivered_waiting", message, validUntil: expiry };
}

/** No final word on delivery. Where no receipts are given, none is missing. */
function openOf(message: StoryMessage, story: Story): Situation {
  const isHandedOn = message.status === "sent" || message.status === "unknown";
  if (isHandedOn && message.receiptGrade === "none" && wasHandedOn(message))
    return { kind: "no_receipts_here", message };
  if (message.isFinal || isNoReceiptSummary(message) || isPastDeadline(message, story.now))
    return { kind: "no_receipt", message };
  if (message.status === "unknown" && message.decidedBy !== null) return { kind: "not_understood", message };
  const sinceMs = Math.max(0, story.now.getTime() - messageTime(message).getTime());
  return {
    kind: "waiting",
    message,
    sinceMs,
    isSlow: message.usualReceiptMs !== null && sinceMs > message.usualReceiptMs,
  };
}

function wasHandedOn({ events, status }: StoryMessage): boolean {
  return status === "sent" || events.some((event) => event.status === "sent");
}

function isNoReceiptSummary(message: StoryMessage): boolean {
  return deciderOf(message)?.source === "timeout";
}
