import type { Decision } from "../decision/decide";
import type { Situation, SituationOf } from "../decision/situation";
import { formatDuration } from "../story/duration";
import type { Badge, FormatClock, Story, Tone } from "../story/story";
import { messageTime } from "../story/story-facts";
import { ago, deliveryHeadline } from "./delivery-headline";
import { longName } from "./message-names";
import { verdictBadges } from "./verdict-badges";
import { verdictDetail } from "./verdict-detail";
import { verdictRemarks } from "./verdict-remarks";

export type Verdict = {
  tone: Tone;
  headline: string;
  /** Changes when the headline says something else, not when an age in it ticks. */
  occasion: string;
  detail: string;
  badges: Badge[];
};

/** What the evidence says of an attempt, in a line or two that claim no more. */
export function verdict(decision: Decision, formatClock: FormatClock): Verdict {
  const { situation: found, story, plan } = decision;
  const remarks = verdictRemarks(decision, formatClock);
  const withRemarks = (first: string) => [first, ...remarks].join(" ");
  return {
    tone: plan.kind === "secure_account" ? "warn" : tone(found),
    headline: withRemarks(headline(found, story, formatClock)),
    occasion: withRemarks(headline(ageless(found), { ...story, now: NO_TIME_PASSED }, formatClock)),
    detail: verdictDetail(story, formatClock),
    badges: verdictBadges(decision),
  };
}

/** Before all that happened: every age in the words is then the same. */
const NO_TIME_PASSED = new Date(0);

function ageless(found: Situation): Situation {
  return found.kind === "waiting" ? { ...found, sinceMs: 0 } : found;
}

function headline(found: Situation, story: Story, formatClock: FormatClock): string {
  switch (found.kind) {
    case "nothing_known":
      return "Nothing is known of this attempt.";
    case "nothing_sent":
      return "A code was asked for; no message was seen.";
    case "refused":
      return "Refused by the app's abuse check; no message is on record.";
    case "blocked":
      return `The attempt was blocked at ${formatClock(found.at)}.`;
    case "verified":
      return verifiedHeadline(found, story, formatClock);
    case "wrong_code":
      return wrongCodeHeadline(found, story, formatClock);
    default:
      return deliveryHeadline(found, story, formatClock);
  }
}

function verifiedHeadline(found: SituationOf<"verified">, story: Story, formatClock: FormatClock): string {
  const { message, at } = found;
  if (!message) return `Verified at ${formatClock(at)}.`;
  const after = formatDuration(Math.max(0, at.getTime() - messageTime(message).getTime()));
  return `Verified ${after} after the ${longName(message, story)}.`;
}

function wrongCodeHeadline(found: SituationOf<"wrong_code">, story: Story, formatClock: FormatClock): string {
  const { afterNewerMs, at, times } = found;
  if (afterNewerMs !== null)
    return `Wrong code entered ${formatDuration(afterNewerMs)} after a newer one was sent: perhaps the older code.`;
  if (times > 1) return `Wrong codes entered ${times} times, last ${ago(at, story, formatClock)}.`;
  return `Wrong code entered ${ago(at, story, formatClock)}.`;
}

function tone(found: Situation): Tone {
  switch (found.kind) {
    case "verified":
    case "delivered":
    case "delivered_waiting":
      return "ok";
    case "refused":
    case "blocked":
    case "failed":
      return "bad";
    case "waiting":
      return "wait";
    case "wrong_code":
    case "delivered_unused":
    case "delivered_too_late":
    case "conflicting":
    case "partial":
      return "warn";
    case "nothing_known":
    case "nothing_sent":
    case "no_receipt":
    case "no_receipts_here":
    case "not_understood":
      return "none";
  }
}
