import type { Channel } from "./status";
import { decidingEvent, type WeighedEvent } from "./weigh-events";

/** Over which channel, and in whose name. */
export type SentOver = { channel: Channel; sender: string | null };

/** What the app said of it; `channelElse` is what is taken where neither the app nor a receipt names a channel. */
export type ToldOver = { channel: Channel | null; sender: string | null; channelElse: Channel };

/**
 * How a message went out: over the channel of the receipt that decided, for a provider may fall back from one channel to
 * another under one id. The sender that the app told of holds on the channel that it was told for; on any other it is
 * the one that was reported there.
 */
export function sentOver(weighed: readonly WeighedEvent[], told: ToldOver): SentOver {
  const decider = decidingEvent(weighed);
  const telling = (decider ? [decider, ...weighed] : weighed).map(({ event }) => event);
  const reported = telling.find((event) => event.channel !== null)?.channel ?? null;
  const channel = reported ?? told.channel ?? told.channelElse;
  const here = telling.filter((event) => (event.channel ?? channel) === channel);
  const holds = told.channel === null ? here.length === telling.length : told.channel === channel;
  const sender = here.find((event) => event.sender)?.sender ?? null;
  return { channel, sender: (holds ? told.sender : null) ?? sender };
}
