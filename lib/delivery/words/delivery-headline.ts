import type { Situation, SituationOf } from "../decision/situation";
import { countryName } from "../recipient/country-name";
import { formatDuration } from "../story/duration";
import type { FormatClock, Story, StoryMessage } from "../story/story";
import { messageTime } from "../story/story-facts";
import { failureSaid } from "./failure-said";
import { capitalise, longName } from "./message-names";

/** The situations that are about one message's delivery. */
export type DeliverySituation = Exclude<
  Situation,
  { kind: "nothing_known" | "nothing_sent" | "refused" | "blocked" | "verified" | "wrong_code" }
>;

/** What is known of the message's delivery, in a line. */
export function deliveryHeadline(found: DeliverySituation, story: Story, formatClock: FormatClock): string {
  const { message } = found;
  const led = (text: string) => capitalise(story.messages.length > 1 ? `${longName(message, story)} ${text}` : text);
  const deliveredAgo = ago(message.deliveredAt ?? messageTime(message), story, formatClock);
  const delivered = `reported delivered ${deliveredAgo}${hasBoundTime(message) ? " at the latest" : ""}`;
  switch (found.kind) {
    case "delivered":
      return led(`${delivered}.`);
    case "delivered_waiting":
      return `${led(`${delivered}.`)} No code entry on record yet${found.validUntil ? `; the code is valid until ${formatClock(found.validUntil)}` : ""}.`;
    case "delivered_unused":
      return led(`${delivered}; no code entry is on record.`);
    case "delivered_too_late":
      return led(
        `reported delivered ${hasBoundTime(message) ? "at most " : ""}${formatDuration(found.byMs)} after the code had expired.`,
      );
    case "conflicting":
      return led("reported delivered by one receipt and failed by another.");
    case "partial":
      return led("reported delivered in part: some parts were delivered, others not.");
    case "failed":
      return led(failedText(found));
    case "no_receipt":
      return noReceiptHeadline(message, story);
    case "no_receipts_here":
      return `${led(found.isHandedOn ? "handed to the carrier." : "registered by the app as sent.")} Receipts are not given in this country.`;
    case "not_understood":
      return led("answered with a status that we do not know yet; it waits for review.");
    case "waiting":
      return `${led(waitingText(found))}${found.pace === "slow" ? ` Slower than usual${place(message)}.` : ""}`;
  }
}

/** The deciding report's time is not the event's, only one at which it had happened. */
function hasBoundTime({ events, decidedBy }: StoryMessage): boolean {
  return events.some(({ dedupeKey, timeNote }) => dedupeKey === decidedBy && timeNote === "at_latest");
}

function failedText({ message, category, saidBy }: SituationOf<"failed">): string {
  const how = failureVerb(message.status);
  if (category === "no_reason_given") return `${how}. The provider gave no reason.`;
  return `${how}: ${failureSaid(category, saidBy).reason}.`;
}

function failureVerb(status: StoryMessage["status"]): string {
  if (status === "rejected") return "rejected before it reached the phone";
  if (status === "undelivered") return "reported undelivered";
  return status === "expired" ? "expired on its way" : "failed";
}

function noReceiptHeadline(message: StoryMessage, story: Story): string {
  const which = story.messages.length > 1 ? ` for the ${longName(message, story)}` : "";
  const { deadlineAt } = message;
  const within = deadlineAt ? ` within ${spelled(deadlineAt.getTime() - messageTime(message).getTime())}` : "";
  return `No receipt${which} came${within}. It may or may not have arrived.`;
}

function spelled(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1 || minutes > 59 || Math.abs(ms - minutes * 60_000) > 1_000) return formatDuration(ms);
  return `${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
}

function waitingText({ message, stage, sinceMs }: SituationOf<"waiting">): string {
  const since = `${formatDuration(sinceMs)} ago`;
  const isEndAlone = message.reportType === "final";
  switch (stage) {
    case "registered":
      return `registered by the app as sent ${since}; ${isEndAlone ? END_ALONE : "nothing came from the provider yet."}`;
    case "accepted":
      return `accepted by the provider ${since}${isEndAlone ? `; ${END_ALONE}` : ", not handed to the carrier yet."}`;
    case "handed_on":
      return `handed to the carrier ${since}, no receipt yet.`;
  }
}

/** Of a connection that reports nothing else: that nothing came before it is as it should be. */
const END_ALONE = "only its end is reported, and was not yet.";

function place({ destinationCountry }: StoryMessage): string {
  return destinationCountry ? ` for ${countryName(destinationCountry)}` : "";
}

const AN_HOUR_MS = 3_600_000;

/** How long ago while that says more than the time of day. */
export function ago(at: Date, { now }: Story, formatClock: FormatClock): string {
  const ms = Math.max(0, now.getTime() - at.getTime());
  return ms < AN_HOUR_MS ? `${formatDuration(ms)} ago` : `at ${formatClock(at)}`;
}
