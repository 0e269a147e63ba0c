import { countryName } from "../recipient/country-name";
import { type Situation, situation } from "../story/situation";
import type { FormatClock, Story, StoryMessage } from "../story/story";
import { messageTime } from "../story/story-facts";
import { failureNote } from "./failure-notes";

/** A sentence or two that an agent can read out. It promises nothing and claims no more than the evidence. */
export function sayToCustomer(story: Story, formatClock: FormatClock): string {
  const found = situation(story);
  switch (found.kind) {
    case "verified":
      return sayVerified(found, story, formatClock);
    case "refused":
      return "I can see that your request was declined by our security check, so no code was sent. I will tell you how to go on.";
    case "blocked":
      return "I can see that this attempt was stopped by our security check. I will tell you how to go on.";
    case "nothing_sent":
      return "I can see your request, but no message for it yet. Please ask for a new code.";
    case "wrong_code":
      return "I can see that a code was entered that was not right. Please use only the newest message; older codes may no longer work.";
    case "delivered_unused":
      return `The network reported your code as delivered at ${deliveredAt(found.message, formatClock)}, but it was not used in time. Please ask for a new code.`;
    case "delivered_too_late":
      return "Your code was delayed by the network and was no longer valid when it was reported delivered. Please try another way to get a code.";
    default:
      return sayDelivery(found, formatClock);
  }
}

function sayVerified(
  { at, message }: Situation & { kind: "verified" },
  story: Story,
  formatClock: FormatClock,
): string {
  const done = `I can see that your ${purpose(story)} was completed at ${formatClock(at)}.`;
  const isEarlierOpen = story.messages.some(
    (one) => one.ordinal < (message?.ordinal ?? 0) && one.status !== "delivered",
  );
  const delay = isEarlierOpen ? "An earlier message may have been delayed by the network; you" : "You";
  return `${done} ${delay} don't need to do anything.`;
}

function purpose({ verification }: Story): string {
  return verification?.useCase?.replace(/[_-]+/g, " ").trim() || "verification";
}

type DeliverySituation = Extract<
  Situation,
  {
    kind:
      | "delivered"
      | "delivered_waiting"
      | "conflicting"
      | "partial"
      | "failed"
      | "no_receipt"
      | "no_receipts_here"
      | "not_understood"
      | "waiting";
  }
>;

function sayDelivery(found: DeliverySituation, formatClock: FormatClock): string {
  const { message } = found;
  switch (found.kind) {
    case "delivered":
      return `The network reported the message as delivered at ${deliveredAt(message, formatClock)}. Please look through your messages, also those marked as spam.`;
    case "delivered_waiting":
      return `The network reported your code as delivered at ${deliveredAt(message, formatClock)}. Please look through your messages, also those marked as spam${found.validUntil ? `; the code is valid until ${formatClock(found.validUntil)}` : ""}.`;
    case "failed":
      return `Your message could not be delivered. ${failureNote(message.failureCategory ?? "no_reason_given").say}`;
    case "conflicting":
      return "The network gave us contradicting reports about your message. If you do not have it, please ask for a new code.";
    case "partial":
      return "The network reported only a part of the message as delivered. If the code is not complete, please ask for a new one.";
    case "no_receipt":
      return "The message was sent, but the network has not told us whether it arrived. If you do not have it, please ask for a new code.";
    case "no_receipts_here":
      return `The message was handed to the network${inCountry(message)}, which does not tell us whether it arrives. If you do not have it, please ask for a new code.`;
    case "not_understood":
      return "The message was sent, and we are looking into what the network answered. If you do not have it, please ask for a new code.";
    case "waiting":
      return found.isSlow
        ? "Your code is on its way, but it takes longer than usual. If it does not come in a moment, please ask for a new one."
        : "Your code is on its way. Please wait a moment.";
  }
}

function deliveredAt(message: StoryMessage, formatClock: FormatClock): string {
  return formatClock(message.deliveredAt ?? messageTime(message));
}

function inCountry({ destinationCountry }: StoryMessage): string {
  return destinationCountry ? ` in ${countryName(destinationCountry)}` : "";
}
