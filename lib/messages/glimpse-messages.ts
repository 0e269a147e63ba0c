import { idRange } from "@/lib/ingest/id-range";
import { StartAgain } from "@/lib/ingest/sql-errors";
import type { Transaction } from "@/lib/ingest/transaction";
import type { Glimpse } from "./plan-registrations";

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
