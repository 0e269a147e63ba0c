import { idRange } from "@/lib/ledger/sql/id-range";
import { StartAgain } from "@/lib/ledger/sql/sql-errors";
import type { Transaction } from "@/lib/ledger/sql/transaction";

/** What is known of a message before its lock: enough to decide, checked again under the lock. */
export type Glimpse = {
  id: string;
  connectionId: string;
  providerMessageId: string | null;
  appMessageId: string | null;
  registeredAt: Date | null;
  registrationHash: Buffer | null;
  recipientHash: Buffer | null;
  recipientHashKey: string | null;
};

/** Reads messages without locking them, by id. One that has just been merged away starts the work again. */
export async function glimpseMessages(tx: Transaction, ids: readonly string[]): Promise<Map<string, Glimpse>> {
  if (ids.length === 0) return new Map();
  const { rows } = await tx.query<Glimpse & { mergedInto: string | null }>({
    name: "glimpse-messages",
    text: GLIMPSE,
    values: [[...new Set(ids)], ...idRange(ids)],
  });
  if (rows.some(({ mergedInto }) => mergedInto !== null)) throw new StartAgain();
  return new Map(rows.map((row) => [row.id, row]));
}

const GLIMPSE = `
  SELECT id, connection_id AS "connectionId", provider_message_id AS "providerMessageId",
         app_message_id AS "appMessageId", registered_at AS "registeredAt",
         registration_hash AS "registrationHash",
         recipient_hash AS "recipientHash", recipient_hash_key AS "recipientHashKey", merged_into AS "mergedInto"
    FROM messages
   WHERE id = ANY ($1::uuid[]) AND id BETWEEN $2 AND $3`;
