import { decide } from "../decision/decide";
import { PLAN_KINDS, type PlanKind } from "../decision/plan";
import { abuseCheckResult } from "../fold/summarise-verification";
import type { VerificationEvent } from "../fold/verification-event";
import { formatDuration } from "../story/duration";
import type { FormatClock, GivenAdvice, LaneRow, Story, Tone } from "../story/story";
import { storyAt } from "../story/story-at";
import { messageTime } from "../story/story-facts";
import { shortName } from "../words/message-names";
import { nextStep } from "../words/next-step";
import { channelName } from "../words/status-notes";
import { tellerMark } from "./lane-user";

/** What the app did about it, and what our advice was at the moments when the user asked again. */
export function doneRows(story: Story, formatClock: FormatClock): LaneRow[] {
  const events = story.verification?.events ?? [];
  return [
    ...events.flatMap((event) => appRow(event, formatClock)),
    ...events
      .filter(({ type }) => type === "resend_requested")
      .flatMap((event) => adviceRow(event, story, formatClock)),
    ...story.advice.map(givenRow),
    ...story.messages.flatMap((message) => {
      const repeated = story.messages.find(({ id }) => id === message.retryOf);
      if (!repeated) return [];
      const title = `${shortName(message)} repeats ${shortName(repeated)}`;
      return [row(`retry:${message.id}`, messageTime(message), "none", title, "", message.id)];
    }),
  ];
}

function row(key: string, at: Date, tone: Tone, title: string, sub: string, messageId?: string): LaneRow {
  return { key, at, lane: "done", tone, title, sub, marks: [], ...(messageId ? { messageId } : {}) };
}

function appRow(event: VerificationEvent, formatClock: FormatClock): LaneRow[] {
  const said = wordsOf(event, formatClock);
  if (!said) return [];
  return [{ ...row(`done:${event.eventId}`, event.at, said.tone, said.title, said.sub), marks: tellerMark(event) }];
}

function wordsOf(
  event: VerificationEvent,
  formatClock: FormatClock,
): { tone: Tone; title: string; sub: string } | null {
  const over = event.channel ? `over ${channelName(event.channel)}` : "";
  switch (event.type) {
    case "code_sent":
      return { tone: "none", title: "Code made", sub: codeSub(event, over, formatClock) };
    case "failed":
      return { tone: "bad", title: "No further try", sub: event.reason ?? event.rawStatus ?? "" };
    case "blocked":
      return { tone: "bad", title: "Attempt blocked", sub: event.reason ?? "" };
    case "fallback_offered":
      return { tone: "none", title: "Fallback offered", sub: over || (event.reason ?? "") };
    case "fallback_used":
      return { tone: "none", title: "Fallback used", sub: over || (event.reason ?? "") };
    case "abuse_check":
      return abuseCheck(event);
    case "requested":
    case "resend_requested":
    case "wrong_code":
    case "verified":
    case "expired":
    case "abandoned":
      return null;
  }
}

function codeSub(
  { codeExpiresAt, voidsEarlierCodes }: VerificationEvent,
  over: string,
  formatClock: FormatClock,
): string {
  const valid = codeExpiresAt ? `valid until ${formatClock(codeExpiresAt)}` : "";
  return [over, valid, voidsEarlierCodes ? "earlier codes void" : ""].filter(Boolean).join(" · ");
}

function abuseCheck(event: VerificationEvent): { tone: Tone; title: string; sub: string } {
  const result = abuseCheckResult(event);
  if (result === null) return { tone: "none", title: "Abuse check", sub: event.reason ?? "" };
  const tones = { allowed: "none", challenged: "warn", refused: "bad" } as const;
  return { tone: tones[result], title: `Abuse check: ${result}`, sub: "" };
}

const ACTION_WORDS: Readonly<Record<PlanKind, string>> = {
  wait: "wait",
  resend: "send again",
  other_channel: "other channel",
  check_number: "check the number",
  secure_account: "secure the account",
  stop: "stop",
  done: "nothing to do",
};

/** What the app was told when it asked, whatever it did then. */
function givenRow({ at, action, reason, afterSeconds }: GivenAdvice): LaneRow {
  const what = PLAN_KINDS.find((kind) => kind === action);
  const after = afterSeconds > 0 ? ` ${formatDuration(afterSeconds * 1_000)}` : "";
  const title = `App was told: ${what ? ACTION_WORDS[what] : action}${after}`;
  return row(`given:${at.getTime()}`, at, "none", title, reason.replaceAll("_", " "));
}

/** Worked out from what was known at that moment; whether the app followed it shows in the other lanes. */
function adviceRow({ eventId, at }: VerificationEvent, story: Story, formatClock: FormatClock): LaneRow[] {
  const then = storyAt(story, new Date(at.getTime() - 1));
  if (then.messages.length === 0) return [];
  const decision = decide(then, at);
  const { plan } = decision;
  const forHowLong = plan.kind === "wait" ? ` ${formatDuration(plan.pause.until.getTime() - at.getTime())}` : "";
  const { text } = nextStep(decision, "en", formatClock);
  return [row(`advice:${eventId}`, at, "none", `Advice then: ${ACTION_WORDS[plan.kind]}${forHowLong}`, text)];
}
