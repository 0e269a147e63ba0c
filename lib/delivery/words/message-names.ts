import type { Story, StoryMessage } from "../story/story";
import { channelName } from "./status-notes";

/** `SMS 2`. */
export function shortName({ channel, ordinal }: StoryMessage): string {
  return `${channelName(channel)} ${ordinal}`;
}

const ORDINALS = ["first", "second", "third", "fourth", "fifth"];

export function ordinalWord({ ordinal }: StoryMessage): string {
  return ORDINALS[ordinal - 1] ?? `${ordinal}th`;
}

/** `SMS` when there is one, `second SMS` among its like, `second message (WhatsApp)` among others. */
export function longName(message: StoryMessage, { messages }: Story): string {
  const name = noun(message);
  if (messages.length < 2) return name;
  if (messages.every(({ channel }) => channel === message.channel)) return `${ordinalWord(message)} ${name}`;
  return `${ordinalWord(message)} message (${channelName(message.channel)})`;
}

function noun({ channel }: StoryMessage): string {
  switch (channel) {
    case "sms":
      return "SMS";
    case "voice":
      return "call";
    case "email":
      return "email";
    case "other":
      return "message";
    case "whatsapp":
    case "telegram":
    case "rcs":
      return `${channelName(channel)} message`;
  }
}

export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
