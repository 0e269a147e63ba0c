/** The closed sets of the product: every status, category, source and channel that exists. */

export const DELIVERY_STATUSES = [
  "accepted",
  "sent",
  "delivered",
  "undelivered",
  "failed",
  "expired",
  "rejected",
  "unknown",
] as const;
/** `delivered` means reported delivered by the provider, carrier or handset; never that a person read it. */
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export const FAILURE_CATEGORIES = [
  "invalid_number",
  "handset_unreachable",
  "carrier_filtered",
  "carrier_rejected",
  "opted_out",
  "blocked_by_policy",
  "sender_not_registered",
  "template_rejected",
  "destination_not_enabled",
  "insufficient_balance",
  "rate_limited",
  "expired",
  "provider_fault",
  "request_error",
  "cancelled",
  /** The provider gave a code or reason that no table knows. */
  "unrecognised",
  "no_reason_given",
] as const;
export type FailureCategory = (typeof FAILURE_CATEGORIES)[number];

export const EVENT_SOURCES = ["webhook", "poll", "timeout", "api"] as const;
export type EventSource = (typeof EVENT_SOURCES)[number];

export const SAID_BY = ["provider", "carrier", "handset", "unknown"] as const;
/** Who the evidence comes from: a carrier's receipt is not a handset's. */
export type SaidBy = (typeof SAID_BY)[number];

export const TIME_NOTES = ["not_read", "at_latest"] as const;
/** Of a provider's time: one stood there that leaves doubt; or the event happened then at the latest. */
export type TimeNote = (typeof TIME_NOTES)[number];

export const CHANNELS = ["sms", "whatsapp", "telegram", "voice", "rcs", "email", "other"] as const;
export type Channel = (typeof CHANNELS)[number];

export const FAILURE_STATUSES: ReadonlySet<DeliveryStatus> = new Set(["expired", "undelivered", "failed", "rejected"]);
