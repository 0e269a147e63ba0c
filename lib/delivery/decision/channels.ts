import type { Channel } from "../fold/status";
import type { Story } from "../story/story";

/** What most people who have a phone can be reached by, easiest first. */
const USUAL: readonly Channel[] = ["whatsapp", "voice", "sms", "email"];

/** The channels that make sense now: what the app itself offered first, and none that was tried for this attempt. */
export function otherChannels(story: Story): Channel[] {
  const tried = new Set(
    story.messages.flatMap(({ channel, events }) => [channel, ...events.map((event) => event.channel)]),
  );
  const isPhoneAway = story.messages.at(-1)?.failureCategory === "handset_unreachable";
  return [...new Set([...offeredBy(story), ...USUAL])].filter(
    (channel) => !tried.has(channel) && !(isPhoneAway && channel === "voice"),
  );
}

export function channelOffered(story: Story, channels: readonly Channel[]): Channel | null {
  return offeredBy(story).find((channel) => channels.includes(channel)) ?? null;
}

function offeredBy({ verification }: Story): Channel[] {
  const offers = verification?.events.filter(({ type }) => type === "fallback_offered") ?? [];
  return offers.flatMap(({ channel }) => channel ?? []);
}
