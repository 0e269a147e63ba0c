import { summariseVerification } from "@/lib/delivery/fold/summarise-verification";
import type { VerificationEvent } from "@/lib/delivery/fold/verification-event";
import type { ProtectedRecipient } from "@/lib/privacy/protect-recipient";
import type { Transaction } from "../sql/transaction";
import { inferEnd, withoutOutlived } from "./infer-end";

export type Person = { userRef: string | null; recipient: ProtectedRecipient | null };

/**
 * Recomputes a locked attempt's summary from all its events, and fills in who it is about where that is missing.
 * The counts come after it, for all attempts of the transaction at once: their rows are locked in one order.
 */
export async function refoldVerification(tx: Transaction, id: string, now: Date, person?: Person): Promise<void> {
  const events = await readVerificationEvents(tx, id);
  const standing = withoutOutlived(events);
  const summary = summariseVerification(standing);
  const { recipient } = person ?? { recipient: null };
  await tx.query({
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
}

export async function readVerificationEvents(tx: Transaction, id: string): Promise<VerificationEvent[]> {
  const { rows } = await tx.query<VerificationEvent>({ name: "read-verification-events", text: READ, values: [id] });
  return rows;
}

const READ = `
  SELECT event_id AS "eventId", type, at, received_at AS "receivedAt", message_id AS "messageId", channel, reason,
         code_expires_at AS "codeExpiresAt", voids_earlier_codes AS "voidsEarlierCodes", inferred
    FROM verification_events WHERE verification_id = $1`;
const WRITE = `
  UPDATE verifications
     SET state = $2, inferred = $3, wrong_codes = $4, requested_at = $5, verified_at = $6, verified_channel = $7,
         closed_at = $8, code_expires_at = $9, last_event_at = $10, close_due_at = $11,
         updated_at = greatest(updated_at, $12),
         user_ref = coalesce(user_ref, $13),
         recipient_hash = coalesce(recipient_hash, $14),
         recipient_hash_key = CASE WHEN recipient_hash IS NULL THEN $15 ELSE recipient_hash_key END,
         recipient_ciphertext = CASE WHEN recipient_hash IS NULL THEN $16 ELSE recipient_ciphertext END,
         recipient_masked = CASE WHEN recipient_hash IS NULL THEN $17 ELSE recipient_masked END,
         destination_country = coalesce(destination_country, $18),
         crypto_id = CASE WHEN recipient_hash IS NULL AND $19::uuid IS NOT NULL THEN $19 ELSE crypto_id END
   WHERE id = $1`;
