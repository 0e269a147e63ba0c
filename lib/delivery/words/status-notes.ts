import type { Channel, DeliveryStatus, SaidBy } from "../fold/status";

export type StatusNote = {
  /** One or two words. */
  label: string;
  /** What is known, in a plain sentence that claims no more. */
  meaning: string;
};

const NOTES: Readonly<Record<DeliveryStatus, StatusNote>> = {
  accepted: {
    label: "Accepted",
    meaning: "The provider took the message on. Nothing is known yet about its delivery.",
  },
  sent: { label: "Sent", meaning: "The provider handed the message to the carrier or channel. No receipt came yet." },
  delivered: {
    label: "Reported delivered",
    meaning: "A receipt says that the message was delivered. That is not proof that anybody saw it.",
  },
  undelivered: {
    label: "Undelivered",
    meaning: "The receipt says that the message did not reach the phone.",
  },
  failed: { label: "Failed", meaning: "The provider could not send, route or process the message." },
  expired: { label: "Expired", meaning: "The time for delivering the message ran out before it could be delivered." },
  rejected: { label: "Rejected", meaning: "The carrier, the provider or a rule refused the message on its way." },
  unknown: { label: "Unknown", meaning: "Nothing useful is known about what happened to the message." },
};

export function statusNote(status: DeliveryStatus): StatusNote {
  return NOTES[status];
}

/** A closed case without an answer reads differently from a status that nobody could map. */
export const NO_RECEIPT_NOTE: StatusNote = {
  label: "No receipt",
  meaning: "No receipt came in time. The message may or may not have arrived.",
};

const SAID: Readonly<Record<SaidBy, string>> = {
  provider: "said by the provider",
  carrier: "carrier receipt",
  handset: "handset receipt",
  unknown: "source not stated",
};

export function saidByLabel(saidBy: SaidBy): string {
  return SAID[saidBy];
}

const CHANNEL_NAMES: Readonly<Record<Channel, string>> = {
  sms: "SMS",
  whatsapp: "WhatsApp",
  telegram: "Telegram",
  voice: "Call",
  rcs: "RCS",
  email: "Email",
  other: "Message",
};

export function channelName(channel: Channel): string {
  return CHANNEL_NAMES[channel];
}
