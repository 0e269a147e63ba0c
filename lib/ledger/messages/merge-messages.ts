import { recipientsDiffer } from "@/lib/delivery/recipient/recipients-differ";
import { together } from "../sql/together";
import type { Transaction } from "../sql/transaction";
import { LOCKED_COLUMNS, type LockedMessage, recipientOf } from "./lock-messages";
import { gatherPartIds } from "./part-ids";
import { ON_SAME_KEY } from "./record-events";

type Pair = { older: string; younger: string };

/**
 * Merges pairs of locked messages in their order, those that have no message in common in one trip. Returns what is left,
 * by id; pairs of which one is not there are left out.
 */
export async function mergePairs(
  tx: Transaction,
  locked: ReadonlyMap<string, LockedMessage>,
  pairs: readonly Pair[],
): Promise<Map<string, LockedMessage>> {
  const messages = new Map(locked);
  for (let left = pairs; left.length > 0; ) {
    const touched = new Set<string>();
    const now: Pair[] = [];
    const later: Pair[] = [];
    for (const pair of left) {
      (touched.has(pair.older) || touched.has(pair.younger) ? later : now).push(pair);
      touched.add(pair.older).add(pair.younger);
    }
    const both = now.flatMap(({ older, younger }) => {
      const [survivor, other] = [messages.get(older), messages.get(younger)];
      return survivor && other ? [{ survivor, other }] : [];
    });
    const merged = await together(both.map(({ survivor, other }) => mergeMessages(tx, survivor, other)));
    for (const survivor of merged) messages.set(survivor.id, survivor);
    for (const { other } of both) messages.delete(other.id);
    left = later;
  }
  return messages;
}

/**
 * Makes two locked messages one: the older id survives with everything that both know, the younger stays
 * as a tombstone that contributes nothing. Refold the survivor afterwards; it is returned as it was written.
 * Two registered messages are never one: the caller answers 409 before it comes here.
 */
export async function mergeMessages(
  tx: Transaction,
  older: LockedMessage,
  younger: LockedMessage,
): Promise<LockedMessage> {
  if (older.id >= younger.id) throw new Error("mergeMessages: the first message must be the older one");
  if (older.registeredAt && younger.registeredAt) throw new Error("mergeMessages: both messages are registered");
  const ids = [older.id, younger.id];
  const partIds = partsOfBoth(older, younger);
  const differ = recipientsDiffer(recipientOf(older), recipientOf(younger));
  const facts = [partIds && JSON.stringify(partIds), differ];
  const [{ rows }] = await together([
    tx.query<LockedMessage>({ name: "merge-survivor", text: SURVIVOR, values: [...ids, ...facts] }),
    ...Object.entries(MOVE).map(([name, text]) => tx.query({ name: `merge-${name}`, text, values: ids })),
  ]);
  const [survivor] = rows;
  if (!survivor) throw new Error("mergeMessages: a locked message is not there");
  return survivor;
}

function partsOfBoth(older: LockedMessage, younger: LockedMessage): string[] | null {
  const registeredFirst = younger.registeredAt ? [younger, older] : [older, younger];
  const known = registeredFirst.flatMap(({ partIds, providerMessageId }) => partIds ?? [providerMessageId]);
  return gatherPartIds([older.providerMessageId, ...known]);
}

const EVENT_COLUMNS = `body_hash, status, raw_status, error_code, raw_reason, failure_category, is_final, said_by,
  provider_event_id, channel, part, provider_occurred_at, received_at, source, mapping_version, duplicate_count, differs, partial, sender, provider_message_id, time_note`;

/** What the registration says wins; what only the other side knows is kept. `r` is the registered side. */
const PREFER_REGISTERED = [
  ...["origin", "registered_at", "registration_hash", "channel", "use_case", "campaign", "template_key"],
  ...["sender_identity", "route", "user_ref", "action_type", "action_id", "action_url", "metadata"],
  ...["consent_source", "consent_at", "verification_id", "retry_of", "retry_of_ref", "sent_at", "deadline_at"],
  ...["told_channel", "told_sender"],
];
const KEEP_EITHER = [
  ...["provider_message_id", "app_message_id", "carrier_mcc_mnc", "carrier_name", "parts", "price", "currency"],
];
/** Travel together: the ciphertext is bound to its crypto id. */
const RECIPIENT = [
  ...["recipient_hash", "recipient_hash_key", "recipient_ciphertext", "recipient_masked", "destination_country"],
];

/** Before all else: what it reads of the younger is gone afterwards. */
const SURVIVOR = `
    UPDATE messages m
       SET ${PREFER_REGISTERED.map((name) => `${name} = coalesce(r.${name}, s.${name})`).join(", ")},
           ${KEEP_EITHER.map((name) => `${name} = coalesce(m.${name}, y.${name})`).join(", ")},
           ${RECIPIENT.map((name) => `${name} = CASE WHEN r.recipient_hash IS NULL THEN s.${name} ELSE r.${name} END`).join(", ")},
           crypto_id = CASE WHEN r.recipient_hash IS NULL THEN s.crypto_id ELSE r.crypto_id END,
           part_ids = $3::jsonb, recipients_differ = m.recipients_differ OR y.recipients_differ OR $4
      FROM messages y, messages r, messages s
     WHERE m.id = $1 AND y.id = $2 AND m.id BETWEEN $1 AND $2 AND y.id BETWEEN $1 AND $2
       AND r.id = CASE WHEN y.registered_at IS NULL THEN $1 ELSE $2 END
       AND s.id = CASE WHEN y.registered_at IS NULL THEN $2 ELSE $1 END
       AND r.id BETWEEN $1 AND $2 AND s.id BETWEEN $1 AND $2
    RETURNING ${LOCKED_COLUMNS}`;
const MOVE = {
  // An event without an id is about the message's own: the younger's, which may be a part of the survivor.
  events: `
    INSERT INTO message_events (message_id, dedupe_key, provider_message_id, ${EVENT_COLUMNS})
    SELECT $1, dedupe_key,
           CASE WHEN source IN ('webhook', 'poll') THEN nullif(coalesce(provider_message_id,
             (SELECT y.provider_message_id FROM messages y WHERE y.id = $2 AND y.id BETWEEN $1 AND $2)),
             (SELECT m.provider_message_id FROM messages m WHERE m.id = $1 AND m.id BETWEEN $1 AND $2)) END,
           ${EVENT_COLUMNS}
      FROM message_events WHERE message_id = $2 AND message_id BETWEEN $1 AND $2 ORDER BY dedupe_key
    ${ON_SAME_KEY}`,
  "forget-events": "DELETE FROM message_events WHERE message_id = $2 AND message_id BETWEEN $1 AND $2",
  payloads: `
    INSERT INTO event_payloads (message_id, dedupe_key, body_hash, crypto_id, ciphertext, secret_id, received_at)
    SELECT $1, dedupe_key, body_hash, crypto_id, ciphertext, secret_id, received_at
      FROM event_payloads WHERE message_id = $2 AND message_id BETWEEN $1 AND $2
    ON CONFLICT (message_id, dedupe_key, body_hash) DO NOTHING`,
  "forget-payloads": "DELETE FROM event_payloads WHERE message_id = $2 AND message_id BETWEEN $1 AND $2",
  duplicates: `
    INSERT INTO event_duplicates (message_id, dedupe_key, ordinal, body_hash, received_at, attempt)
    SELECT $1, d.dedupe_key,
           d.ordinal + coalesce((SELECT max(o.ordinal) FROM event_duplicates o
                                  WHERE o.message_id = $1 AND o.dedupe_key = d.dedupe_key), 0),
           d.body_hash, d.received_at, d.attempt
      FROM event_duplicates d WHERE d.message_id = $2 AND d.message_id BETWEEN $1 AND $2`,
  "forget-duplicates": "DELETE FROM event_duplicates WHERE message_id = $2 AND message_id BETWEEN $1 AND $2",
  refs: "UPDATE message_refs SET message_id = $1 WHERE message_id = $2",
  tombstone: `
    UPDATE messages
       SET merged_into = $1, awaits_receipt = false, deadline_at = NULL, verification_id = NULL, user_ref = NULL,
           recipient_hash = NULL, recipient_hash_key = NULL, recipient_ciphertext = NULL, recipient_masked = NULL,
           app_message_id = NULL, provider_message_id = NULL, part_ids = NULL, retry_of_ref = NULL
     WHERE id = $2 AND id BETWEEN $1 AND $2`,
} as const;
