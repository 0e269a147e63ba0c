import type { Channel, DeliveryStatus, EventSource, FailureCategory, SaidBy, TimeNote } from "./status";

/** One delivery event of one message, as stored and as folded by `summarise`. */
export type DeliveryEvent = {
  /** 32 hex digits; unique within the message; see `dedupeKey`. */
  dedupeKey: string;
  status: DeliveryStatus;
  rawStatus: string;
  errorCode: string | null;
  rawReason: string | null;
  failureCategory: FailureCategory | null;
  /** False for a failure that the provider marks non-final: the failure of one attempt. */
  isFinal: boolean;
  saidBy: SaidBy;
  providerEventId: string | null;
  channel: Channel | null;
  /** Who it went out as, where the provider says. */
  sender?: string | null;
  /** The provider's id of the part that it is about; null where that is the message's own. */
  providerMessageId?: string | null;
  /** 1-based part of a multi-part message, null where the provider reports the message as one. */
  part: number | null;
  /** How many parts the message is known to have, heard of or not. */
  ofParts?: number;
  /** The provider says that only some parts were delivered, without telling them apart. */
  partial?: boolean;
  providerOccurredAt: Date | null;
  timeNote?: TimeNote | null;
  /** The earliest time that this report reached us. */
  receivedAt: Date;
  source: EventSource;
  /** 0 = the tables of the provider; else the version of the admin's mapping. */
  mappingVersion: number;
  /** Further arrivals of the same report. */
  duplicateCount: number;
  /** Another body came under the same key. */
  differs: boolean;
};

/** What a message's row keeps of all its events. */
export type DeliverySummary = {
  status: DeliveryStatus;
  isFinal: boolean;
  conflicting: boolean;
  partial: boolean;
  errorCode: string | null;
  failureCategory: FailureCategory | null;
  /** Provider time of the deciding delivered event, else our time of it. */
  deliveredAt: Date | null;
  firstEventAt: Date | null;
  lastEventAt: Date | null;
  /** Dedupe key of the event that decided `status`. */
  decidedBy: string | null;
};
