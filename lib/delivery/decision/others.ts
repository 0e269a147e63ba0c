import { FAILURE_STATUSES } from "../fold/status";
import { isClosed } from "../fold/summarise-verification";
import type { Story, StoryMessage } from "../story/story";
import { isPastDeadline } from "../story/story-facts";
import type { Situation } from "./situation";

export type Became = "contradicted" | "delivered" | "rejected" | "failed" | "expired" | "unconfirmed" | "open";

/** What became of the messages that the situation does not speak of, as far as it adds something. */
export type Others = { became: Became; messages: readonly StoryMessage[] };

export function othersOf(found: Situation, story: Story): Others[] {
  const subject = "message" in found ? found.message : null;
  const isDeliveryKnown = found.kind === "verified" || subject?.status === "delivered";
  const groups = new Map<Became, StoryMessage[]>();
  for (const message of story.messages) {
    const became = whatBecame(message, story);
    if (message === subject || (became === "delivered" && isDeliveryKnown)) continue;
    groups.set(became, [...(groups.get(became) ?? []), message]);
  }
  return [...groups].map(([became, messages]) => ({ became, messages }));
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
