import { formatDuration } from "../story/duration";
import { type Situation, situation } from "../story/situation";
import type { Badge, FormatClock, Story, Tone } from "../story/story";
import { messageTime } from "../story/story-facts";
import { ago, deliveryHeadline } from "./delivery-headline";
import { longName } from "./message-names";
import { isOfSeveralPeople, verdictBadges } from "./verdict-badges";
import { verdictDetail } from "./verdict-detail";
import { closingRemark, otherMessagesRemark, SEVERAL_PEOPLE_REMARK, UNREGISTERED_REMARK } from "./verdict-remarks";

export type Verdict = {
  tone: Tone;
  headline: string;
  /** Changes when the headline says something else, not when an age in it ticks. */
  occasion: string;
  detail: string;
  badges: Badge[];
};

/** What the evidence says of an attempt, in a line or two that claim no more. */
export function verdict(story: Story, formatClock: FormatClock): Verdict {
  const found = situation(story);
  const remarks = [
    closingRemark(found, story, formatClock),
    otherMessagesRemark(found, story),
    isUnregistered(found, story) ? UNREGISTERED_REMARK : "",
    isOfSeveralPeople(story) ? SEVERAL_PEOPLE_REMARK : "",
  ];
  const withRemarks = (first: string) => [first, ...remarks].filter(Boolean).join(" ");
  return {
    tone: tone(found),
    headline: withRemarks(headline(found, story, formatClock)),
    occasion: withRemarks(headline(ageless(found), { ...story, now: NO_TIME_PASSED }, formatClock)),
    detail: verdictDetail(story, formatClock),
    badges: verdictBadges(found, story),
  };
}

/** Before all that happened: every age in the words is then the same. */
const NO_TIME_PASSED = new Date(0);

function ageless(found: Situation): Situation {
  return found.kind === "waiting" ? { ...found, sinceMs: 0 } : found;
}

function headline(found: Situation, story: Story, formatClock: FormatClock): string {
  switch (found.kind) {
    case "nothing_sent":
      return story.verification ? "A code was asked for; no message was seen." : "Nothing is known of this attempt.";
    case "refused":
      return "No message was sent: the request was refused by the abuse check.";
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

function verifiedHeadline(found: Situation & { kind: "verified" }, story: Story, formatClock: FormatClock): string {
  const { message, at } = found;
  if (!message) return `Verified at ${formatClock(at)}.`;
  const after = formatDuration(Math.max(0, at.getTime() - messageTime(message).getTime()));
  return `Verified ${after} after the ${longName(message, story)}.`;
}

function wrongCodeHeadline(found: Situation & { kind: "wrong_code" }, story: Story, formatClock: FormatClock): string {
  const { afterNewerMs, at } = found;
  if (afterNewerMs !== null)
    return `Wrong code entered ${formatDuration(afterNewerMs)} after a newer one was sent: perhaps the older code.`;
  const times = story.verification?.wrongCodes ?? 1;
  if (times > 1) return `Wrong codes entered ${times} times, last ${ago(at, story, formatClock)}.`;
  return `Wrong code entered ${ago(at, story, formatClock)}.`;
}

function isUnregistered(found: Situation, story: Story): boolean {
  return story.verification === null && "message" in found && found.message?.origin === "callback";
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
    case "nothing_sent":
    case "no_receipt":
    case "no_receipts_here":
    case "not_understood":
      return "none";
  }
}
