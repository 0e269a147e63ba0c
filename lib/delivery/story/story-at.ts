import { summarise } from "../fold/summarise";
import { summariseVerification } from "../fold/summarise-verification";
import type { Story } from "./story";
import { messageTime } from "./story-facts";

/** The story as it was known at an earlier moment: later messages, reports and events are left out. */
export function storyAt({ verification, messages, customer, advice }: Story, now: Date): Story {
  const known = verification?.events.filter(({ at }) => at <= now) ?? [];
  return {
    verification: verification && { ...verification, ...summariseVerification(known), events: known },
    messages: messages
      .filter((message) => messageTime(message) <= now)
      .map((message) => {
        const events = message.events.filter(({ receivedAt }) => receivedAt <= now);
        return { ...message, ...summarise(events), events };
      }),
    customer: customer && customer.at <= now ? customer : null,
    advice: advice.filter(({ at }) => at <= now),
    now,
  };
}
