import { summariseVerification } from "@/lib/delivery/fold/summarise-verification";
import type { VerificationEvent } from "@/lib/delivery/fold/verification-event";
import type { ProtectedRecipient } from "@/lib/privacy/protect-recipient";
import type { Change } from "../outbox/change";
import type { Transaction } from "../sql/transaction";
import { inferEnd, withoutOutlived } from "./infer-end";

export type Person = { userRef: string | null; recipient: ProtectedRecipient | null };

/**
 * Recomputes a locked attempt's summary from all its events, and fills in who it is about where that is missing. Returns
 * what readers are to be told; null where the summary says what it said.
 */
export async function refoldVerification(
  tx: Transaction,
  id: string,
  now: Date,
  person?: Person,
): Promise<Change | null> {
  const events = await readVerificationEvents(tx, id);
  const standing = withoutOutlived(events);
  const summary = summariseVerification(standing);
  const { recipient } = person ?? { recipient: null };
  const { rows } = await tx.query<{ version: number; versionBefore: number }>({
    name: "write-verification",
    text: WRITE,
    values: [
      ...[id, summary.state, summary.inferred, summary.wrongCodes, summary.requestedAt, summary.verifiedAt],
      ...[
        summary.verifiedChannel,
        summary.closedAt,
        summary.codeExpiresAt,
        summary.lastEventAt,
        inferEnd(standing, summary)?.dueAt ?? null,
        now,
        person?.userRef ?? null,
      ],
      ...[
        recipient?.hash ?? null,
        recipient?.hashKey ?? null,
        recipient?.ciphertext ?? null,
        recipient?.masked ?? null,
      ],
      ...[recipient?.country ?? null, recipient?.cryptoId ?? null],
    ],
  });
  const [written] = rows;
  const isChanged = written && written.version !== written.versionBefore;
  return isChanged ? { subject: id, version: written.version, attempt: null } : null;
}

export async function readVerificationEvents(tx: Transaction, id: string): Promise<VerificationEvent[]> {
  const { rows } = await tx.query<VerificationEvent>({ name: "read-verification-events", text: READ, values: [id] });
  return rows;
}

const READ = `
  SELECT event_id AS "eventId", type, at, received_at AS "receivedAt", message_id AS "messageId", channel, reason,
         code_expires_at AS "codeExpiresAt", voids_earlier_codes AS "voidsEarlierCodes", inferred
    FROM verification_events WHERE verification_id = $1`;
const SUMMARY = `state, inferred, wrong_codes, requested_at, verified_at, verified_channel, closed_at, code_expires_at,
  last_event_at`;
/** Under the lock of an earlier statement, what a query within it sees is the row as it was. */
const WRITE = `
  UPDATE verifications v
     SET (${SUMMARY}) = ROW ($2, $3, $4, $5, $6, $7, $8, $9, $10), close_due_at = $11,
         version = CASE WHEN ROW (${SUMMARY}) IS DISTINCT FROM
                             ROW ($2::text, $3::boolean, $4::integer, $5::timestamptz, $6::timestamptz, $7::text,
                                  $8::timestamptz, $9::timestamptz, $10::timestamptz)
                        THEN version + 1 ELSE version END,
         updated_at = greatest(updated_at, $12),
         user_ref = coalesce(user_ref, $13),
         recipient_hash = coalesce(recipient_hash, $14),
         recipient_hash_key = CASE WHEN recipient_hash IS NULL THEN $15 ELSE recipient_hash_key END,
         recipient_ciphertext = CASE WHEN recipient_hash IS NULL THEN $16 ELSE recipient_ciphertext END,
         recipient_masked = CASE WHEN recipient_hash IS NULL THEN $17 ELSE recipient_masked END,
         destination_country = coalesce(destination_country, $18),
         crypto_id = CASE WHEN recipient_hash IS NULL AND $19::uuid IS NOT NULL THEN $19 ELSE crypto_id END
   WHERE id = $1
  RETURNING version, (SELECT b.version FROM verifications b WHERE b.id = v.id) AS "versionBefore"`;
