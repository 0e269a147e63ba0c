import type { DeliverySummary } from "@/lib/delivery/fold/delivery-event";
import { numberParts } from "@/lib/delivery/fold/number-parts";
import { sentOver, type ToldOver } from "@/lib/delivery/fold/sent-over";
import { summarise } from "@/lib/delivery/fold/summarise";
import { weighEvents } from "@/lib/delivery/fold/weigh-events";
import type { LockedMessage } from "./lock-messages";
import type { NewEvent } from "./record-events";

/** What a message's row keeps of all its events, as it is stored. */
export type StoredSummary = Omit<DeliverySummary, "decidedBy"> &
  Pick<LockedMessage, "decidedBy" | "awaitsReceipt" | "channel" | "senderIdentity">;

/** What of a message's row its summary rests on, beside its events. */
export type SummedUp = Pick<LockedMessage, "partIds" | "toldChannel" | "toldSender" | "channel" | "senderIdentity">;

export function storedSummary(message: SummedUp, stored: readonly NewEvent[]): StoredSummary {
  const events = numberParts(stored, message.partIds);
  const weighed = weighEvents(events);
  const summary = summarise(events, weighed);
  const { channel, sender } = sentOver(weighed, toldOver(message, events));
  return {
    status: summary.status,
    isFinal: summary.isFinal,
    conflicting: summary.conflicting,
    partial: summary.partial,
    errorCode: summary.errorCode,
    failureCategory: summary.failureCategory,
    decidedBy: summary.decidedBy === null ? null : Buffer.from(summary.decidedBy, "hex"),
    firstEventAt: summary.firstEventAt,
    deliveredAt: summary.deliveredAt,
    lastEventAt: summary.lastEventAt,
    awaitsReceipt: !summary.isFinal && !events.some(({ source }) => source === "timeout"),
    channel,
    senderIdentity: sender,
  };
}

/** Rows of before events told their sender keep the one they have. */
function toldOver(message: SummedUp, events: readonly NewEvent[]): ToldOver {
  const isOld = message.toldSender === null && events.every(({ sender }) => !sender);
  const sender = isOld ? message.senderIdentity : message.toldSender;
  return { channel: message.toldChannel, sender, channelElse: message.channel };
}

export function sameSummary(a: StoredSummary, b: StoredSummary): boolean {
  return SUMMARY_FIELDS.every((field) => comparable(a[field]) === comparable(b[field]));
}

/** Whether readers need not be told: the summary says the same, of a message that stands in the same story and rates. */
export function tellsTheSame(a: LockedMessage, b: LockedMessage): boolean {
  return STANDING.every((field) => comparable(a[field]) === comparable(b[field])) && sameSummary(a, b);
}

export function summaryRow(summary: StoredSummary) {
  return {
    status: summary.status,
    is_final: summary.isFinal,
    conflicting: summary.conflicting,
    partial: summary.partial,
    error_code: summary.errorCode,
    failure_category: summary.failureCategory,
    decided_by: summary.decidedBy,
    first_event_at: summary.firstEventAt,
    delivered_at: summary.deliveredAt,
    last_event_at: summary.lastEventAt,
    awaits_receipt: summary.awaitsReceipt,
    channel: summary.channel,
    sender_identity: summary.senderIdentity,
  };
}

export const SUMMARY_COLUMNS = {
  status: "text",
  is_final: "boolean",
  conflicting: "boolean",
  partial: "boolean",
  error_code: "text",
  failure_category: "text",
  decided_by: "bytea",
  first_event_at: "timestamptz",
  delivered_at: "timestamptz",
  last_event_at: "timestamptz",
  awaits_receipt: "boolean",
  channel: "text",
  sender_identity: "text",
} as const;

const SUMMARY_FIELDS = [
  "status",
  "isFinal",
  "conflicting",
  "partial",
  "errorCode",
  "failureCategory",
  "decidedBy",
  "firstEventAt",
  "deliveredAt",
  "lastEventAt",
  "awaitsReceipt",
  "channel",
  "senderIdentity",
] as const satisfies readonly (keyof StoredSummary)[];

const STANDING = ["registeredAt", "verificationId"] as const satisfies readonly (keyof LockedMessage)[];

function comparable(value: unknown): unknown {
  if (value instanceof Date) return value.getTime();
  return Buffer.isBuffer(value) ? value.toString("hex") : value;
}
