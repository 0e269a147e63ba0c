import type { DeliveryEvent, DeliverySummary } from "../fold/delivery-event";
import type { Channel } from "../fold/status";
import type { VerificationEvent, VerificationSummary } from "../fold/verification-event";

export const RECEIPT_GRADES = ["handset", "carrier", "none", "unknown"] as const;
/** What a `delivered` rests on for a connection and country: the phone's word, the carrier's, or none is given. */
export type ReceiptGrade = (typeof RECEIPT_GRADES)[number];

export const REPORT_TYPES = ["all", "final"] as const;
/** What a connection's provider is set to report of a message: each step, or how it ended alone. */
export type ReportType = (typeof REPORT_TYPES)[number];

/** One message of a story, with its summary and everything that was said about it. */
export type StoryMessage = DeliverySummary & {
  id: string;
  /** 1-based, oldest first, over all messages of the story. */
  ordinal: number;
  /** The provider's name for people. */
  provider: string;
  channel: Channel;
  senderIdentity: string | null;
  templateKey: string | null;
  /** As the app said it; null where it did not. */
  sentAt: Date | null;
  /** When we first saw the message. */
  createdAt: Date;
  /** Past it without a final status, no receipt is expected any more. */
  deadlineAt: Date | null;
  origin: "registration" | "callback";
  retryOf: string | null;
  recipientMasked: string | null;
  /** Evidence names another recipient as well. */
  recipientsDiffer: boolean;
  /** ISO 3166-1 alpha-2. */
  destinationCountry: string | null;
  /** As the receipt names it, else `network 40410`: most receipts have the network's code alone. */
  carrierName: string | null;
  providerMessageId: string | null;
  receiptGrade: ReceiptGrade;
  reportType: ReportType;
  /** The provider's own meaning of `errorCode`, from its table. */
  errorMeaning: string | null;
  /** Where the provider writes about it. */
  errorPage: string | null;
  /** What 95 of 100 receipts take for this connection and country; null where too few are known, or none is awaited. */
  usualReceiptMs: number | null;
  /** As `orderEvents` puts them. */
  events: readonly DeliveryEvent[];
};

export type StoryVerification = VerificationSummary & {
  id: string;
  /** The app's own id; null while only callbacks have told of it. */
  externalId: string | null;
  /** Its ids at verification services, and whose they are: the provider's name for people, the connection's key. */
  providerIds: readonly { id: string; provider: string; connection: string }[];
  useCase: string | null;
  /** Its messages and events name more than one recipient or user. */
  recipientsDiffer: boolean;
  events: readonly VerificationEvent[];
};

export const CUSTOMER_WORDS = ["not_received", "not_me", "wrong_number", "works_now"] as const;
/** What a customer tells an agent: no code came · they did not ask for one · it is not their number · it works now. */
export type CustomerWord = (typeof CUSTOMER_WORDS)[number];

/** The customer's own word, as an agent noted it. It is no event: nothing is folded or counted from it. */
export type CustomerStatement = { says: CustomerWord; at: Date };

/** What the app was told to do, whenever that was something else than before. */
export type GivenAdvice = { at: Date; action: string; reason: string; afterSeconds: number };

/** All that is known of one OTP attempt, or of a message that belongs to none. `now` is the only clock. */
export type Story = {
  verification: StoryVerification | null;
  /** In the order of `ordinal`. */
  messages: readonly StoryMessage[];
  /** The newest that was not taken back. */
  customer: CustomerStatement | null;
  /** Oldest first. It decides nothing. */
  advice: readonly GivenAdvice[];
  now: Date;
};

/** Renders a time of day in the reader's zone; with the date where it is not today's. */
export type FormatClock = (at: Date) => string;

export const TONES = ["ok", "bad", "wait", "none", "warn"] as const;
/** Reported delivered or verified · final failure · in progress · no receipt or unknown · attention. */
export type Tone = (typeof TONES)[number];

export type Badge = { tone: Tone; label: string };

export const LANES = ["user", "messages", "done"] as const;
export type Lane = (typeof LANES)[number];

/** One thing that happened, in one of the three lanes. */
export type LaneRow = {
  /** Stable between two reads of the same story. */
  key: string;
  at: Date;
  lane: Lane;
  tone: Tone;
  title: string;
  sub: string;
  marks: string[];
  messageId?: string;
};
