import type { DeliveryEvent } from "../fold/delivery-event";
import { FAILURE_STATUSES } from "../fold/status";
import { formatDuration } from "../story/duration";
import type { LaneRow, Story, StoryMessage, Tone } from "../story/story";
import { messageTime } from "../story/story-facts";
import { type TimelineEntry, timeline } from "../story/timeline";
import { attemptText } from "../words/attempt-text";
import { failureSaid } from "../words/failure-said";
import { shortName } from "../words/message-names";
import { saidByLabel } from "../words/status-notes";
import { statusTone } from "../words/verdict-badges";
import { markLabel } from "./mark-label";

/** What was reported of every message; a message that nothing was heard of stands with its sending. */
export function messageRows(story: Story): LaneRow[] {
  return story.messages.flatMap((message) =>
    message.events.length === 0
      ? [silentRow(message)]
      : timeline(message.events).map((entry, index) => eventRow(message, entry, index === 0)),
  );
}

function silentRow(message: StoryMessage): LaneRow {
  return {
    key: `message:${message.id}`,
    at: messageTime(message),
    lane: "messages",
    tone: "wait",
    title: `${shortName(message)} sent by the app`,
    sub: withIdentity(message, `over ${message.provider}; nothing reported yet`),
    marks: [],
    messageId: message.id,
  };
}

function eventRow(message: StoryMessage, entry: TimelineEntry, isFirst: boolean): LaneRow {
  const { event, at, marks } = entry;
  const facts = factsOf(message, entry);
  return {
    key: `event:${message.id}:${event.dedupeKey}`,
    at,
    lane: "messages",
    tone: toneOf(event),
    title: `${shortName(message)}${event.part ? ` part ${event.part}` : ""}${titleOf(message, event)}`,
    sub: isFirst ? withIdentity({ ...message, senderIdentity: sayIfSame(event, message) }, facts) : facts,
    marks: marks.filter(({ kind }) => kind !== "inferred").map(markLabel),
    messageId: message.id,
  };
}

function titleOf(message: StoryMessage, event: DeliveryEvent): string {
  switch (event.status) {
    case "accepted":
      return ` accepted by ${message.provider}`;
    case "sent":
      return " sent to the carrier";
    case "delivered":
      return event.partial ? " reported delivered in part" : " reported delivered";
    case "undelivered":
    case "failed":
    case "expired":
    case "rejected":
      return event.isFinal ? ` ${failureWord(event.status)}` : ": one attempt failed";
    case "unknown":
      return event.source === "timeout" ? ": no receipt" : ": status not known to us";
  }
}

function failureWord(status: "undelivered" | "failed" | "expired" | "rejected"): string {
  return status === "undelivered" ? "reported undelivered" : status;
}

function factsOf(message: StoryMessage, entry: TimelineEntry): string {
  const { event } = entry;
  const facts = [
    attemptText(event, message),
    event.source === "timeout" ? deadlineText(message) : "",
    event.status === "delivered" && event.saidBy !== "unknown" ? saidByLabel(event.saidBy) : "",
    FAILURE_STATUSES.has(event.status) ? reasonText(event) : "",
    event.status === "unknown" && event.source !== "timeout" ? `“${event.rawStatus}”` : "",
    event.source === "timeout" ? "" : clocksText(message, entry),
  ];
  return facts.filter(Boolean).join(" · ");
}

/** How long after the send or after the event itself it reached us, as far as the provider's clock tells. */
function clocksText(message: StoryMessage, { event, at, lagMs }: TimelineEntry): string {
  const since = at.getTime() - messageTime(message).getTime();
  if (lagMs === null) return since > 0 ? `+${formatDuration(since)}` : "";
  const isLate = lagMs >= 1_000;
  if (event.timeNote !== "at_latest" || !message.sentAt) return isLate ? `callback +${formatDuration(lagMs)}` : "";
  const atMost = `at most ${formatDuration(Math.max(0, since))} after the send`;
  return isLate ? `${atMost} · reached us ${formatDuration(lagMs)} later` : atMost;
}

/** `phone unreachable · code 30003`. */
export function reasonText({ failureCategory, errorCode, saidBy }: DeliveryEvent): string {
  const label = failureSaid(failureCategory ?? "no_reason_given", saidBy).label.toLowerCase();
  return errorCode ? `${label} · code ${errorCode}` : label;
}

function deadlineText(message: StoryMessage): string {
  if (!message.deadlineAt) return "past the deadline";
  return `deadline ${formatDuration(message.deadlineAt.getTime() - messageTime(message).getTime())}`;
}

/** The message's sender, where this report is not of an attempt from another one. */
function sayIfSame({ sender }: DeliveryEvent, { senderIdentity }: StoryMessage): string | null {
  return sender && sender !== senderIdentity ? null : senderIdentity;
}

function withIdentity(
  { senderIdentity, templateKey }: Pick<StoryMessage, "senderIdentity" | "templateKey">,
  facts: string,
): string {
  return [senderIdentity, templateKey, facts].filter(Boolean).join(" · ");
}

function toneOf(event: DeliveryEvent): Tone {
  return FAILURE_STATUSES.has(event.status) && !event.isFinal ? "warn" : statusTone(event.status);
}
