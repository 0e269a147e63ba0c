import type { Story, StoryMessage } from "../story/story";
import { channelName } from "./status-notes";

/** `SMS 2`. */
export function shortName({ channel, ordinal }: StoryMessage): string {
  return `${channelName(channel)} ${ordinal}`;
}

const ORDINALS = ["first", "second", "third", "fourth", "fifth"];
const ENDINGS = { zero: "th", one: "st", two: "nd", few: "rd", many: "th", other: "th" } as const;
const RULES = new Intl.PluralRules("en", { type: "ordinal" });

/** `second`, `22nd`. */
export function ordinalWord({ ordinal }: Pick<StoryMessage, "ordinal">): string {
  return ORDINALS[ordinal - 1] ?? `${ordinal}${ENDINGS[RULES.select(ordinal)]}`;
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
