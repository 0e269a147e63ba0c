import { formatMoment, type MomentText, neededZone } from "@/components/time/format-time";
import { countryName } from "@/lib/delivery/recipient/country-name";
import { formatDuration } from "@/lib/delivery/story/duration";
import type { Badge } from "@/lib/delivery/story/story";
import { channelName } from "@/lib/delivery/words/status-notes";
import { nameOfUseCase } from "@/lib/delivery/words/verdict-detail";
import { messageBadge, messageReason, outcomeBadge, providerName } from "@/lib/messages/describe-message";
import { type MessageFilters, withMessageFilters } from "@/lib/messages/filters";
import type { ListedMessage } from "@/lib/messages/listed-message";

/** A row of the list in words: made on the server, so that server and browser cannot differ over a time or a name. */
export type MessageRow = {
  id: string;
  href: string;
  /** What the copy key takes: the provider's id. */
  copy: string | null;
  iso: string;
  sent: MomentText;
  /** Where the time does not go without it. */
  sentZone: string | null;
  /** The app told no send time: this is when the message was first heard of. */
  isFirstSeen: boolean;
  country: string | null;
  countryName: string;
  recipient: string;
  status: Badge;
  marks: string[];
  why: string;
  outcome: Badge | null;
  verifiedOver: string;
  provider: string;
  connection: string;
  channel: string;
  sender: string;
  template: string;
  useCase: string;
  carrier: string;
  toFinal: string;
};

type Reader = { filters: MessageFilters; zone: string; now: Date };

export function presentMessages(messages: readonly ListedMessage[], reader: Reader): MessageRow[] {
  return messages.map((message) => presentMessage(message, reader));
}

function presentMessage(message: ListedMessage, { filters, zone, now }: Reader): MessageRow {
  const { country, channel, verifiedOver, useCase, toFinalMs } = message;
  return {
    id: message.id,
    href: withMessageFilters(`/messages/${message.id}`, filters),
    copy: message.providerMessageId,
    iso: message.countedAt.toISOString(),
    sent: formatMoment(message.countedAt, zone, now),
    sentZone: neededZone(message.countedAt, zone, now),
    isFirstSeen: message.sentAt === null,
    country,
    countryName: country ? countryName(country) : "",
    recipient: message.recipientMasked ?? "not known",
    status: messageBadge(message),
    marks: marksOf(message),
    why: messageReason(message),
    outcome: message.outcome && outcomeBadge(message.outcome),
    verifiedOver: verifiedOver && verifiedOver !== channel ? `by ${channelName(verifiedOver)}` : "",
    provider: providerName(message.provider),
    connection: message.connectionLabel ?? "",
    channel: channelName(channel),
    sender: message.senderIdentity ?? "",
    template: message.templateKey ?? "",
    useCase: useCase ? nameOfUseCase(useCase) : "",
    carrier: message.carrierName ?? "",
    toFinal: toFinalMs === null ? "" : formatDuration(toFinalMs),
  };
}

function marksOf({ partial, recipientsDiffer, isRegistered }: ListedMessage): string[] {
  const marks = [];
  if (partial) marks.push("In part");
  if (recipientsDiffer) marks.push("Recipients differ");
  if (!isRegistered) marks.push("Not registered");
  return marks;
}
