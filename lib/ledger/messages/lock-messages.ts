import type { Channel, DeliveryStatus, FailureCategory } from "@/lib/delivery/fold/status";
import type { StoredRecipient } from "@/lib/delivery/recipient/recipients-differ";
import { idRange } from "../sql/id-range";
import { StartAgain } from "../sql/sql-errors";
import type { Transaction } from "../sql/transaction";

/** A message's row, read under its lock: the only place that old values may come from. */
export type LockedMessage = {
  id: string;
  connectionId: string;
  provider: string;
  providerMessageId: string | null;
  appMessageId: string | null;
  origin: "registration" | "callback";
  registeredAt: Date | null;
  registrationHash: Buffer | null;
  channel: Channel;
  useCase: string | null;
  templateKey: string | null;
  senderIdentity: string | null;
  destinationCountry: string | null;
  carrierMccMnc: string | null;
  carrierName: string | null;
  parts: number | null;
  price: string | null;
  route: string | null;
  recipientHash: Buffer | null;
  recipientHashKey: string | null;
  recipientMasked: string | null;
  /** Evidence named another recipient as well. */
  recipientsDiffer: boolean;
  verificationId: string | null;
  sentAt: Date | null;
  createdAt: Date;
  /** What the app said of channel and sender, beside what the summary shows. */
  toldChannel: Channel | null;
  toldSender: string | null;
  /** The provider's ids of its parts, where there are several. */
  partIds: string[] | null;
  status: DeliveryStatus;
  isFinal: boolean;
  conflicting: boolean;
  partial: boolean;
  errorCode: string | null;
  failureCategory: FailureCategory | null;
  decidedBy: Buffer | null;
  firstEventAt: Date | null;
  deliveredAt: Date | null;
  lastEventAt: Date | null;
  /** Neither final nor past its deadline. */
  awaitsReceipt: boolean;
  /** Grows by one with each change that readers are told of. */
  version: number;
};

/** Who a message went to, as far as its row knows. */
export function recipientOf(
  message: Pick<LockedMessage, "recipientHash" | "recipientHashKey" | "recipientMasked">,
): StoredRecipient | null {
  const { recipientHash: hash, recipientHashKey: hashKey, recipientMasked: masked } = message;
  return hash && { hash, hashKey, masked };
}

/**
 * Locks messages in id order and returns them by id. A row that was merged away since its ref was read
 * starts the transaction again, whose refs then name the survivor. An id without a row is not in the map.
 */
export async function lockMessages(tx: Transaction, ids: Iterable<string>): Promise<Map<string, LockedMessage>> {
  const wanted = [...new Set(ids)].sort();
  if (wanted.length === 0) return new Map();
  const { rows } = await tx.query<LockedMessage & { mergedInto: string | null }>({
    name: "lock-messages",
    text: LOCK,
    values: [wanted, ...idRange(wanted)],
  });
  if (rows.some((row) => row.mergedInto !== null)) throw new StartAgain();
  return new Map(rows.map((row) => [row.id, row]));
}

/** A row's columns as a `LockedMessage`, for any statement that returns one; `m` is the table's alias. */
export const LOCKED_COLUMNS = `
         m.id, m.connection_id AS "connectionId", m.provider, m.provider_message_id AS "providerMessageId",
         m.app_message_id AS "appMessageId", m.origin, m.registered_at AS "registeredAt",
         m.registration_hash AS "registrationHash", m.channel, m.use_case AS "useCase", m.template_key AS "templateKey",
         m.sender_identity AS "senderIdentity", m.destination_country AS "destinationCountry",
         m.carrier_mcc_mnc AS "carrierMccMnc", m.carrier_name AS "carrierName", m.parts, m.price, m.route,
         m.recipient_hash AS "recipientHash", m.recipient_hash_key AS "recipientHashKey",
         m.recipient_masked AS "recipientMasked", m.recipients_differ AS "recipientsDiffer",
         m.verification_id AS "verificationId", m.sent_at AS "sentAt", m.created_at AS "createdAt",
         m.told_channel AS "toldChannel", m.told_sender AS "toldSender", m.part_ids AS "partIds",
         m.status, m.is_final AS "isFinal", m.conflicting, m.partial, m.error_code AS "errorCode",
         m.failure_category AS "failureCategory", m.decided_by AS "decidedBy", m.first_event_at AS "firstEventAt",
         m.delivered_at AS "deliveredAt", m.last_event_at AS "lastEventAt", m.awaits_receipt AS "awaitsReceipt", m.version`;
const LOCK = `
  SELECT ${LOCKED_COLUMNS}, m.merged_into AS "mergedInto"
    FROM messages m
   WHERE m.id = ANY ($1::uuid[]) AND m.id BETWEEN $2 AND $3
   ORDER BY m.id
     FOR NO KEY UPDATE`;
