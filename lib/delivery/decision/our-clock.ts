import type { StoryMessage } from "../story/story";
import { deciderOf, messageTime } from "../story/story-facts";

/** When waiting for a message began; a clock that runs ahead of ours makes nobody wait longer. */
export function startOf(message: StoryMessage): Date {
  return earlier(messageTime(message), message.createdAt);
}

/** When what decided the message happened: by the provider's clock, or when we heard of it, whichever is earlier. */
export function decidedAt(message: StoryMessage): Date {
  const time = message.deliveredAt ?? message.lastEventAt ?? messageTime(message);
  return earlier(time, deciderOf(message)?.receivedAt ?? message.createdAt);
}

export function earlier(a: Date, b: Date): Date {
  return new Date(Math.min(a.getTime(), b.getTime()));
}
