import { isClosed } from "../fold/summarise-verification";
import type { Story, StoryMessage } from "../story/story";
import { codeExpiry } from "../story/story-facts";
import { channelOffered, otherChannels } from "./channels";
import { failureRule } from "./failure-rule";
import { decidedAt, startOf } from "./our-clock";
import type { Pause, Plan, PlanOf, ReasonOf } from "./plan";
import type { Situation, SituationOf } from "./situation";

/** A code that was just reported delivered, or may come any moment, is given this long before a new one. */
const PATIENCE_MS = 60_000;
/** Where nothing is known of the usual time to a receipt. */
const USUAL_MS = 30_000;
const MANY_WRONG_CODES = 3;

/** What the evidence calls for, whatever the customer says. Nobody waits for a code that is over, nor without an end. */
export function choosePlan(found: Situation, story: Story): Plan {
  const plan = planFor(found, story);
  if (plan.kind !== "wait" && plan.kind !== "resend") return plan;
  if (story.verification !== null && isClosed(story.verification.state)) return resend("attempt_over", story);
  const expiry = newestCodeExpiry(story);
  if (plan.kind === "resend" || expiry === null || plan.pause.until <= expiry) return plan;
  return expiry <= story.now
    ? resend("code_over", story)
    : { ...plan, pause: { since: plan.pause.since, until: expiry } };
}

function planFor(found: Situation, story: Story): Plan {
  switch (found.kind) {
    case "nothing_known":
      return resend("no_message", story);
    case "nothing_sent":
      return wait(found.since, USUAL_MS, "no_message_yet", story) ?? resend("no_message", story);
    case "verified":
      return { kind: "done", reason: "verified" };
    case "delivered":
      return { kind: "done", reason: "delivered" };
    case "refused":
    case "blocked":
      return { kind: "stop", reason: found.kind };
    case "wrong_code":
      return wrongCode(found, story);
    case "delivered_waiting":
      return (
        wait(decidedAt(found.message), PATIENCE_MS, "just_delivered", story) ??
        escalate(found.message, "not_used", story)
      );
    case "delivered_unused":
      return resend("code_over", story);
    case "delivered_too_late":
      return otherChannel("too_slow", story);
    case "failed":
      return failed(found, story);
    case "conflicting":
    case "partial":
    case "no_receipt":
    case "no_receipts_here":
    case "not_understood":
      return (
        wait(startOf(found.message), PATIENCE_MS, "unsettled_yet", story) ?? escalate(found.message, "unsettled", story)
      );
    case "waiting":
      return (
        wait(startOf(found.message), usualMs(found.message), "receipt_awaited", story) ??
        escalate(found.message, "receipt_late", story)
      );
  }
}

function wrongCode({ at, times, afterNewerMs }: SituationOf<"wrong_code">, story: Story): Plan {
  if (times >= MANY_WRONG_CODES) return resend("wrong_codes", story);
  const reason = afterNewerMs === null ? "wrong_code" : "older_code";
  return wait(at, PATIENCE_MS, reason, story) ?? resend("wrong_codes", story);
}

function failed({ category, message }: SituationOf<"failed">, story: Story): Plan {
  const rule = failureRule(category);
  if (rule.kind === "check_number") return { kind: "check_number", reason: "delivery_failed" };
  if (rule.kind === "other_channel") return otherChannel("delivery_failed", story);
  if (wasTriedBefore(message, story)) return otherChannel("delivery_failed", story, true);
  return resend("delivery_failed", story, pauseFrom(decidedAt(message), rule.pause * 1_000, story));
}

/** One new code over the same channel; when that was tried already, another channel. */
function escalate(message: StoryMessage, reason: ReasonOf<"resend"> & ReasonOf<"other_channel">, story: Story): Plan {
  return wasTriedBefore(message, story) ? otherChannel(reason, story, true) : resend(reason, story);
}

function wasTriedBefore(message: StoryMessage, { messages }: Story): boolean {
  return messages.some(
    ({ ordinal, channel, status }) =>
      ordinal < message.ordinal && channel === message.channel && status !== "delivered",
  );
}

function wait(since: Date, ms: number, reason: ReasonOf<"wait">, story: Story): Plan | null {
  const pause = pauseFrom(since, ms, story);
  return pause && { kind: "wait", reason, pause };
}

function resend(reason: ReasonOf<"resend">, { messages }: Story, pause: Pause | null = null): PlanOf<"resend"> {
  const newest = messages.at(-1);
  return { kind: "resend", reason, pause, channels: newest ? [newest.channel] : [] };
}

export function otherChannel(
  reason: ReasonOf<"other_channel">,
  story: Story,
  wasTriedTwice = false,
): PlanOf<"other_channel"> {
  const channels = otherChannels(story);
  return { kind: "other_channel", reason, wasTriedTwice, channels, offered: channelOffered(story, channels) };
}

function newestCodeExpiry(story: Story): Date | null {
  const newest = story.messages.at(-1);
  return (newest && codeExpiry(newest, story)) ?? story.verification?.codeExpiresAt ?? null;
}

function usualMs({ usualReceiptMs }: StoryMessage): number {
  return usualReceiptMs === null ? USUAL_MS : Math.ceil(usualReceiptMs / 1_000) * 1_000;
}

/** Null once it is over. */
function pauseFrom(since: Date, ms: number, { now }: Story): Pause | null {
  const until = new Date(since.getTime() + ms);
  return until > now ? { since, until } : null;
}
