import type { VerificationEvent } from "../fold/verification-event";
import { formatDuration } from "../story/duration";
import type { FormatClock, LaneRow, Story, StoryVerification, Tone } from "../story/story";
import { messageTime, mixUpAt, newestBefore } from "../story/story-facts";
import { shortName } from "../words/message-names";
import { nameOfUseCase } from "../words/verdict-detail";

/** What the user did, as the app or a verification service told it. */
export function userRows(story: Story, formatClock: FormatClock): LaneRow[] {
  const { verification } = story;
  if (!verification) return [];
  return verification.events.flatMap((event) => {
    const said = wordsOf(event, verification, story, formatClock);
    if (!said) return [];
    return [{ key: `user:${event.eventId}`, at: event.at, lane: "user" as const, marks: tellerMark(event), ...said }];
  });
}

/** Whose word it is, where it is not the app's. */
export function tellerMark({ inferred, reportedBy }: VerificationEvent): string[] {
  if (reportedBy) return [`reported by ${reportedBy}`];
  return inferred ? ["by our clock"] : [];
}

type Said = { tone: Tone; title: string; sub: string };

function wordsOf(
  event: VerificationEvent,
  { useCase }: StoryVerification,
  story: Story,
  formatClock: FormatClock,
): Said | null {
  switch (event.type) {
    case "requested":
      return { tone: "none", title: "Asked for a code", sub: useCase ? nameOfUseCase(useCase) : "" };
    case "resend_requested":
      return { tone: "none", title: "Asked again", sub: event.reason ?? "" };
    case "wrong_code":
      return { tone: "bad", title: "Wrong code", sub: mixUp(event, story) };
    case "verified":
      return { tone: "ok", title: "Verified", sub: sinceMessage(event, story) };
    case "expired":
      return { tone: "none", title: "Code expired", sub: expiredSub(event, formatClock) };
    case "abandoned":
      return { tone: "none", title: abandonedTitle(event), sub: event.reason ?? "" };
    case "code_sent":
    case "failed":
    case "blocked":
    case "fallback_offered":
    case "fallback_used":
    case "abuse_check":
      return null;
  }
}

/** A provider is told that an attempt is over, not who ended it. */
function abandonedTitle({ inferred, reportedBy }: VerificationEvent): string {
  if (reportedBy) return "Cancelled";
  return inferred ? "No further step" : "Gave up";
}

function mixUp({ at }: VerificationEvent, story: Story): string {
  const mixed = mixUpAt(at, story);
  return mixed ? `maybe the code of ${shortName(mixed.older)}` : "";
}

function sinceMessage(event: VerificationEvent, { messages }: Story): string {
  const newest = newestBefore(messages, event.at);
  if (!newest) return "";
  return `${formatDuration(event.at.getTime() - messageTime(newest).getTime())} after ${shortName(newest)}`;
}

function expiredSub({ inferred, reportedBy, codeExpiresAt }: VerificationEvent, formatClock: FormatClock): string {
  if (reportedBy) return "";
  if (!inferred) return "said by the app";
  return codeExpiresAt ? `valid until ${formatClock(codeExpiresAt)}; nothing came after` : "nothing came after";
}
