import { FAILURE_STATUSES, type FailureCategory, type SaidBy } from "../fold/status";
import { abuseCheckResult, isClosed } from "../fold/summarise-verification";
import type { Story, StoryMessage, StoryVerification } from "../story/story";
import {
  codeExpiry,
  deciderOf,
  failureSaidBy,
  isPastDeadline,
  lastEvent,
  messageTime,
  mixUpAt,
  newestBefore,
} from "../story/story-facts";

/** Where an attempt stands: one reading of the evidence, with the facts that its words need. */
export type Situation =
  | { kind: "nothing_known" }
  /** A code was asked for, and no message is on record. */
  | { kind: "nothing_sent"; since: Date }
  | { kind: "refused"; at: Date }
  | { kind: "blocked"; at: Date }
  | { kind: "verified"; at: Date; message: StoryMessage | null }
  | {
      kind: "wrong_code";
      /** Of the last one. */
      at: Date;
      times: number;
      message: StoryMessage | null;
      /** Since a newer code was sent, if just before. */
      afterNewerMs: number | null;
    }
  /** A message that belongs to no attempt. */
  | { kind: "delivered"; message: StoryMessage }
  | { kind: "delivered_waiting"; message: StoryMessage; validUntil: Date | null }
  | { kind: "delivered_unused"; message: StoryMessage }
  | { kind: "delivered_too_late"; message: StoryMessage; byMs: number }
  | { kind: "conflicting"; message: StoryMessage }
  | { kind: "partial"; message: StoryMessage }
  | { kind: "failed"; message: StoryMessage; category: FailureCategory; saidBy: SaidBy; canReply: boolean }
  | { kind: "no_receipt"; message: StoryMessage }
  /** Where nothing but the end is reported, nobody says whether it was handed on. */
  | { kind: "no_receipts_here"; message: StoryMessage; isHandedOn: boolean }
  | { kind: "not_understood"; message: StoryMessage }
  | { kind: "waiting"; message: StoryMessage; sinceMs: number; stage: Stage; pace: Pace };

/** How far a message is known to have come: by the app's word alone, or by the provider's. */
export type Stage = "registered" | "accepted" | "handed_on";
/** Measured by what is usual for its connection and country, where that is known. */
export type Pace = "usual" | "slow" | "not_known";

export type SituationKind = Situation["kind"];
export type SituationOf<Kind extends SituationKind> = Extract<Situation, { kind: Kind }>;

/** What the user did outweighs what receipts say; of several messages the newest counts. */
export function situation(story: Story): Situation {
  const { verification, messages } = story;
  const newest = messages.at(-1) ?? null;
  const told = verification && (outcomeOf(verification, story) ?? wrongCode(verification, story, newest));
  if (told) return told;
  if (newest) return deliveryOf(newest, story);
  return verification
    ? { kind: "nothing_sent", since: verification.lastEventAt ?? story.now }
    : { kind: "nothing_known" };
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

function wrongCode(verification: StoryVerification, story: Story, newest: StoryMessage | null): Situation | null {
  const last = lastEvent(verification, ({ type }) => type === "wrong_code");
  if (!last || (newest && last.at < messageTime(newest))) return null;
  const afterNewerMs = mixUpAt(last.at, story)?.sinceMs ?? null;
  return { kind: "wrong_code", at: last.at, times: verification.wrongCodes, message: newest, afterNewerMs };
}

function deliveryOf(message: StoryMessage, story: Story): Situation {
  if (message.conflicting) return { kind: "conflicting", message };
  if (message.partial) return { kind: "partial", message };
  if (message.status === "delivered") return deliveredOf(message, story);
  if (FAILURE_STATUSES.has(message.status)) return failedOf(message);
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

function failedOf(message: StoryMessage): Situation {
  const category = message.failureCategory ?? "no_reason_given";
  return { kind: "failed", message, category, saidBy: failureSaidBy(message), canReply: canReply(message) };
}

/** Only a number takes replies: a name does not, and of an unknown sender nobody can tell. */
function canReply({ channel, senderIdentity }: StoryMessage): boolean {
  return channel === "sms" && senderIdentity !== null && /^\+?[\d\s().-]{3,20}$/.test(senderIdentity);
}

/** No final word on delivery. Where no receipts are given, none is missing. */
function openOf(message: StoryMessage, story: Story): Situation {
  const isHandedOn = (message.status === "sent" || message.status === "unknown") && wasHandedOn(message);
  if (message.receiptGrade === "none" && (isHandedOn || endsUntold(message)))
    return { kind: "no_receipts_here", message, isHandedOn };
  if (message.isFinal || isNoReceiptSummary(message) || isPastDeadline(message, story.now))
    return { kind: "no_receipt", message };
  if (message.status === "unknown" && message.decidedBy !== null) return { kind: "not_understood", message };
  const sinceMs = Math.max(0, story.now.getTime() - messageTime(message).getTime());
  return { kind: "waiting", message, sinceMs, stage: stageOf(message), pace: paceOf(message, sinceMs) };
}

function stageOf({ decidedBy, status }: StoryMessage): Stage {
  if (decidedBy === null) return "registered";
  return status === "accepted" ? "accepted" : "handed_on";
}

function paceOf({ usualReceiptMs }: StoryMessage, sinceMs: number): Pace {
  if (usualReceiptMs === null) return "not_known";
  return sinceMs > usualReceiptMs ? "slow" : "usual";
}

function wasHandedOn({ events, status }: StoryMessage): boolean {
  return status === "sent" || events.some((event) => event.status === "sent");
}

/** Only the end is reported, and it was not: that no step before it was tells nothing. */
function endsUntold({ reportType, events }: StoryMessage): boolean {
  return reportType === "final" && events.every(({ status, source }) => source === "timeout" || status === "accepted");
}

function isNoReceiptSummary(message: StoryMessage): boolean {
  return deciderOf(message)?.source === "timeout";
}
