import type { DeliveryStatus, FailureCategory } from "@/lib/delivery/fold/status";
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
  channel: string;
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
  verificationId: string | null;
  sentAt: Date | null;
  createdAt: Date;
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
};

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

const LOCK = `
  SELECT id, connection_id AS "connectionId", provider, provider_message_id AS "providerMessageId",
         app_message_id AS "appMessageId", origin, registered_at AS "registeredAt",
         registration_hash AS "registrationHash", channel, use_case AS "useCase", template_key AS "templateKey",
         sender_identity AS "senderIdentity", destination_country AS "destinationCountry",
         carrier_mcc_mnc AS "carrierMccMnc", carrier_name AS "carrierName", parts, price, route, recipient_hash AS "recipientHash",
         verification_id AS "verificationId", sent_at AS "sentAt", created_at AS "createdAt",
         status, is_final AS "isFinal", conflicting, partial, error_code AS "errorCode",
         failure_category AS "failureCategory", decided_by AS "decidedBy", first_event_at AS "firstEventAt",
         delivered_at AS "deliveredAt", last_event_at AS "lastEventAt",
         awaits_receipt AS "awaitsReceipt", merged_into AS "mergedInto"
    FROM messages
   WHERE id = ANY ($1::uuid[]) AND id BETWEEN $2 AND $3
   ORDER BY id
     FOR NO KEY UPDATE`;
