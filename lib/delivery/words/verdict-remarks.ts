import { FAILURE_STATUSES } from "../fold/status";
import { isClosed } from "../fold/summarise-verification";
import type { Situation } from "../story/situation";
import type { FormatClock, Story, StoryMessage } from "../story/story";
import { isPastDeadline } from "../story/story-facts";
import { capitalise, longName, ordinalWord } from "./message-names";

export const UNREGISTERED_REMARK = "Seen from the provider's receipts only; the app did not register this message.";

export const SEVERAL_PEOPLE_REMARK =
  "More than one recipient or user is named here: this may be the story of two people.";

/** How the attempt ended, where the headline tells only of the message. */
export function closingRemark({ kind }: Situation, { verification }: Story, formatClock: FormatClock): string {
  if (!verification?.closedAt || kind === "verified" || kind === "delivered_too_late") return "";
  const at = formatClock(verification.closedAt);
  if (verification.state === "expired") return `The code expired at ${at}.`;
  if (verification.state !== "abandoned") return "";
  return verification.inferred ? "No code was entered since." : `The user gave up at ${at}.`;
}

const BECAME = {
  contradicted: { one: "has receipts that contradict each other", many: "have receipts that contradict each other" },
  delivered: { one: "was reported delivered", many: "were reported delivered" },
  rejected: { one: "was rejected", many: "were rejected" },
  failed: { one: "failed", many: "failed" },
  expired: { one: "expired on its way", many: "expired on their way" },
  unconfirmed: { one: "was never confirmed", many: "were never confirmed" },
  open: { one: "has no receipt yet", many: "have no receipt yet" },
} as const;
type Became = keyof typeof BECAME;

/** What became of the messages that the headline does not speak of: `The first was never confirmed.` */
export function otherMessagesRemark(found: Situation, story: Story): string {
  const subject = "message" in found ? found.message : null;
  const isDeliveryKnown = found.kind === "verified" || subject?.status === "delivered";
  const groups = new Map<Became, StoryMessage[]>();
  for (const message of story.messages) {
    const became = whatBecame(message, story);
    if (message === subject || (became === "delivered" && isDeliveryKnown)) continue;
    groups.set(became, [...(groups.get(became) ?? []), message]);
  }
  return [...groups].map(([became, messages]) => sentence(messages, became, story)).join(" ");
}

function whatBecame(message: StoryMessage, story: Story): Became {
  if (message.conflicting) return "contradicted";
  if (message.status === "delivered" || message.status === "rejected" || message.status === "expired")
    return message.status;
  if (FAILURE_STATUSES.has(message.status)) return "failed";
  const isAttemptOver = story.verification !== null && isClosed(story.verification.state);
  const isOver = message.isFinal || isPastDeadline(message, story.now);
  return isOver || (isAttemptOver && message.deadlineAt === null) ? "unconfirmed" : "open";
}

function sentence(messages: readonly StoryMessage[], became: Became, story: Story): string {
  const names = messages.map(
    (message) => `the ${story.messages.length < 2 ? longName(message, story) : ordinalWord(message)}`,
  );
  const last = names.pop() ?? "";
  const who = names.length > 0 ? `${names.join(", ")} and ${last}` : last;
  return capitalise(`${who} ${BECAME[became][names.length > 0 ? "many" : "one"]}.`);
}
