import type { Channel } from "@/lib/delivery/fold/status";
import type { ProtectedRecipient } from "@/lib/privacy/protect-recipient";
import { insertRows } from "../sql/array-statement";
import { sortByKey } from "../sql/sort-by-key";
import type { Transaction } from "../sql/transaction";
import type { LockedMessage } from "./lock-messages";
import type { NewEvent } from "./record-events";
import { type StoredSummary, SUMMARY_COLUMNS, storedSummary, summaryRow } from "./stored-summary";

/** A message as it is first stored, by its registration or by the first callback that names it. */
export type NewMessage = {
  id: string;
  connectionId: string;
  provider: string;
  providerMessageId: string | null;
  appMessageId?: string | null;
  origin: "registration" | "callback";
  registeredAt?: Date | null;
  registrationHash?: Buffer | null;
  /** As the app said it; its receipts may say otherwise. */
  toldChannel?: Channel | null;
  toldSender?: string | null;
  useCase?: string | null;
  campaign?: string | null;
  templateKey?: string | null;
  route?: string | null;
  carrierMccMnc?: string | null;
  carrierName?: string | null;
  parts?: number | null;
  /** The provider's ids of its parts, where there are several. */
  partIds?: string[] | null;
  price?: string | null;
  currency?: string | null;
  recipient: ProtectedRecipient | null;
  recipientsDiffer?: boolean;
  userRef?: string | null;
  actionType?: string | null;
  actionId?: string | null;
  actionUrl?: string | null;
  metadata?: Record<string, string> | null;
  consentSource?: string | null;
  consentAt?: Date | null;
  verificationId?: string | null;
  retryOf?: string | null;
  /** The app's id of the message that it repeats, where that one is not known yet. */
  retryOfRef?: string | null;
  sentAt?: Date | null;
  /** When a receipt counts as missing. */
  deadlineAt: Date | null;
  /** A random id that the sealed recipient is bound to; given also where there is no recipient yet. */
  cryptoId: string;
  createdAt: Date;
};

/** What a message counts as whose channel nobody named. */
const DEFAULT_CHANNEL: Channel = "sms";

/** A message on its way into the table, and what the table then holds of it. */
export type BornMessage = { message: NewMessage; locked: LockedMessage };

/** Sums a message up from all the events there are of it, which the caller stores. */
export function bornMessage(message: NewMessage, events: readonly NewEvent[] = []): BornMessage {
  const { toldChannel = null, toldSender = null, partIds = null } = message;
  const told = {
    toldChannel,
    toldSender,
    partIds,
    channel: toldChannel ?? DEFAULT_CHANNEL,
    senderIdentity: toldSender,
  };
  return { message, locked: lockedMessage(message, storedSummary(told, events)) };
}

/** Inserts messages whose refs this transaction has claimed. */
export async function insertMessages(tx: Transaction, messages: readonly BornMessage[]): Promise<void> {
  if (messages.length === 0) return;
  await tx.query(INSERT.query(sortByKey(messages.map(messageRow), ({ id }) => id)));
}

function messageRow({ message, locked: summary }: BornMessage) {
  const { recipient } = message;
  const { lastEventAt } = summary;
  return {
    id: message.id,
    connection_id: message.connectionId,
    provider: message.provider,
    provider_message_id: message.providerMessageId,
    app_message_id: message.appMessageId ?? null,
    origin: message.origin,
    registered_at: message.registeredAt ?? null,
    registration_hash: message.registrationHash ?? null,
    told_channel: message.toldChannel ?? null,
    told_sender: message.toldSender ?? null,
    part_ids: message.partIds ? JSON.stringify(message.partIds) : null,
    use_case: message.useCase ?? null,
    campaign: message.campaign ?? null,
    template_key: message.templateKey ?? null,
    route: message.route ?? null,
    carrier_mcc_mnc: message.carrierMccMnc ?? null,
    carrier_name: message.carrierName ?? null,
    parts: message.parts ?? null,
    price: message.price ?? null,
    currency: message.currency ?? null,
    destination_country: recipient?.country ?? null,
    recipient_hash: recipient?.hash ?? null,
    recipient_hash_key: recipient?.hashKey ?? null,
    recipient_ciphertext: recipient?.ciphertext ?? null,
    recipient_masked: recipient?.masked ?? null,
    recipients_differ: message.recipientsDiffer ?? false,
    crypto_id: recipient?.cryptoId ?? message.cryptoId,
    user_ref: message.userRef ?? null,
    action_type: message.actionType ?? null,
    action_id: message.actionId ?? null,
    action_url: message.actionUrl ?? null,
    metadata: message.metadata ? JSON.stringify(message.metadata) : null,
    consent_source: message.consentSource ?? null,
    consent_at: message.consentAt ?? null,
    verification_id: message.verificationId ?? null,
    retry_of: message.retryOf ?? null,
    retry_of_ref: message.retryOfRef ?? null,
    sent_at: message.sentAt ?? null,
    deadline_at: message.deadlineAt,
    created_at: message.createdAt,
    updated_at: lastEventAt && lastEventAt > message.createdAt ? lastEventAt : message.createdAt,
    ...summaryRow(summary),
  };
}

function lockedMessage(message: NewMessage, summary: StoredSummary): LockedMessage {
  return {
    id: message.id,
    connectionId: message.connectionId,
    provider: message.provider,
    providerMessageId: message.providerMessageId,
    appMessageId: message.appMessageId ?? null,
    origin: message.origin,
    registeredAt: message.registeredAt ?? null,
    registrationHash: message.registrationHash ?? null,
    useCase: message.useCase ?? null,
    templateKey: message.templateKey ?? null,
    destinationCountry: message.recipient?.country ?? null,
    carrierMccMnc: message.carrierMccMnc ?? null,
    carrierName: message.carrierName ?? null,
    parts: message.parts ?? null,
    price: message.price ?? null,
    route: message.route ?? null,
    recipientHash: message.recipient?.hash ?? null,
    recipientHashKey: message.recipient?.hashKey ?? null,
    recipientMasked: message.recipient?.masked ?? null,
    recipientsDiffer: message.recipientsDiffer ?? false,
    toldChannel: message.toldChannel ?? null,
    toldSender: message.toldSender ?? null,
    partIds: message.partIds ?? null,
    verificationId: message.verificationId ?? null,
    sentAt: message.sentAt ?? null,
    createdAt: message.createdAt,
    version: 1,
    ...summary,
  };
}

const INSERT = insertRows("messages", {
  id: "uuid",
  connection_id: "uuid",
  provider: "text",
  provider_message_id: "text",
  app_message_id: "text",
  origin: "text",
  registered_at: "timestamptz",
  registration_hash: "bytea",
  told_channel: "text",
  told_sender: "text",
  part_ids: "jsonb",
  use_case: "text",
  campaign: "text",
  template_key: "text",
  route: "text",
  carrier_mcc_mnc: "text",
  carrier_name: "text",
  parts: "smallint",
  price: "numeric",
  currency: "text",
  destination_country: "text",
  recipient_hash: "bytea",
  recipient_hash_key: "text",
  recipient_ciphertext: "bytea",
  recipient_masked: "text",
  recipients_differ: "boolean",
  crypto_id: "uuid",
  user_ref: "text",
  action_type: "text",
  action_id: "text",
  action_url: "text",
  metadata: "jsonb",
  consent_source: "text",
  consent_at: "timestamptz",
  verification_id: "uuid",
  retry_of: "uuid",
  retry_of_ref: "text",
  sent_at: "timestamptz",
  deadline_at: "timestamptz",
  created_at: "timestamptz",
  updated_at: "timestamptz",
  ...SUMMARY_COLUMNS,
});
