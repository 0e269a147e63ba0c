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
  /** The attempt that callbacks alone put it in: the app has not named it. */
  unnamedAttempt?: string | null;
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
  SELECT m.id, m.connection_id AS "connectionId", m.provider_message_id AS "providerMessageId",
         m.app_message_id AS "appMessageId", m.registered_at AS "registeredAt",
         m.registration_hash AS "registrationHash",
         m.recipient_hash AS "recipientHash", m.recipient_hash_key AS "recipientHashKey", m.merged_into AS "mergedInto",
         v.id AS "unnamedAttempt"
    FROM messages m LEFT JOIN verifications v ON v.id = m.verification_id AND v.external_id IS NULL
   WHERE m.id = ANY ($1::uuid[]) AND m.id BETWEEN $2 AND $3`;
