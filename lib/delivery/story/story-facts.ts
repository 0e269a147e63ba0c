import type { DeliveryEvent } from "../fold/delivery-event";
import type { SaidBy } from "../fold/status";
import type { VerificationEvent } from "../fold/verification-event";
import { isReceipt } from "../fold/weigh-events";
import type { Story, StoryMessage, StoryVerification } from "./story";

/** When a message went out, as well as we know. */
export function messageTime({ sentAt, firstEventAt, createdAt }: StoryMessage): Date {
  return sentAt ?? firstEventAt ?? createdAt;
}

/** The event that decided the message's status. */
export function deciderOf({ events, decidedBy }: StoryMessage): DeliveryEvent | undefined {
  return events.find(({ dedupeKey }) => dedupeKey === decidedBy);
}

/** Who gave the reason that a message failed for: the network's own word, where there is one, outweighs the provider's. */
export function failureSaidBy(message: StoryMessage): SaidBy {
  const giving = message.events.filter(({ failureCategory }) => failureCategory === message.failureCategory);
  return (giving.find(isReceipt) ?? giving[0] ?? deciderOf(message))?.saidBy ?? "unknown";
}

export function newestBefore(messages: readonly StoryMessage[], at: Date): StoryMessage | null {
  return messages.findLast((message) => messageTime(message) <= at) ?? null;
}

/** A wrong code this soon after a newer one was sent may be the older one. */
const CODES_MIX_MS = 120_000;

export type MixUp = { older: StoryMessage; newer: StoryMessage; sinceMs: number };

/** The codes that may have been mixed up when a wrong one was entered at `at`. */
export function mixUpAt(at: Date, { messages }: Story): MixUp | null {
  const newer = newestBefore(messages, at);
  const older = newer && messages.findLast(({ ordinal }) => ordinal < newer.ordinal);
  if (!older) return null;
  const sinceMs = at.getTime() - messageTime(newer).getTime();
  return sinceMs <= CODES_MIX_MS ? { older, newer, sinceMs } : null;
}

export function isPastDeadline({ deadlineAt }: StoryMessage, now: Date): boolean {
  return deadlineAt !== null && deadlineAt <= now;
}

/** The last event that meets a condition, in whatever order they stand. */
export function lastEvent(
  { events }: StoryVerification,
  meets: (event: VerificationEvent) => boolean,
): VerificationEvent | undefined {
  return events
    .filter(meets)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .at(-1);
}

/** Expiry of the code that a message carried, if an event names it; for the newest message, the newest code's. */
export function codeExpiry(message: StoryMessage, { verification, messages }: Story): Date | null {
  if (!verification) return null;
  const named = lastEvent(
    verification,
    ({ messageId, codeExpiresAt }) => messageId === message.id && codeExpiresAt !== null,
  );
  if (named) return named.codeExpiresAt;
  return message === messages.at(-1) ? verification.codeExpiresAt : null;
}
