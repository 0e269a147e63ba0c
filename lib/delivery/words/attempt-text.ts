import type { DeliveryEvent } from "../fold/delivery-event";
import type { StoryMessage } from "../story/story";
import { channelName } from "./status-notes";

/** How an attempt went out, where that is not how its message did in the end: `over RCS from brand_agent`. */
export function attemptText(event: DeliveryEvent, message: Pick<StoryMessage, "channel" | "senderIdentity">): string {
  const isElsewhere = event.channel !== null && event.channel !== message.channel;
  const isOther = Boolean(event.sender) && event.sender !== message.senderIdentity;
  return [
    isElsewhere ? `over ${channelName(event.channel ?? message.channel)}` : "",
    isOther ? `from ${event.sender}` : "",
  ]
    .filter(Boolean)
    .join(" ");
}
