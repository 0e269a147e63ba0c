import { recipientsDiffer } from "@/lib/delivery/recipient/recipients-differ";
import { withRows } from "../sql/array-statement";
import { idRange } from "../sql/id-range";
import { together } from "../sql/together";
import type { Transaction } from "../sql/transaction";
import { LOCKED_COLUMNS, type LockedMessage, recipientOf } from "./lock-messages";
import { gatherPartIds } from "./part-ids";
import { ON_SAME_KEY } from "./record-events";

type Pair = { older: string; younger: string };
type Merging = { older: LockedMessage; younger: LockedMessage };

/**
 * Makes locked messages one, pair by pair: the older id survives with everything that both know, the younger stays as a
 * tombstone that contributes nothing. Returns the messages that are left, by id, as they were written: refold them
 * afterwards. Two registered messages are never one: the caller answers 409 before it comes here.
 */
export async function mergePairs(
  tx: Transaction,
  locked: ReadonlyMap<string, LockedMessage>,
  pairs: readonly Pair[],
): Promise<Map<string, LockedMessage>> {
  const messages = new Map(locked);
  for (let left = pairs; left.length > 0; ) {
    const { apart, later } = pairsApart(left);
    const merging = apart.flatMap((pair): Merging[] => {
      const [older, younger] = [messages.get(pair.older), messages.get(pair.younger)];
      return older && younger ? [{ older, younger }] : [];
    });
    for (const survivor of await merge(tx, merging)) messages.set(survivor.id, survivor);
    for (const { younger } of merging) messages.delete(younger.id);
    left = later;
  }
  return messages;
}

/** The pairs that have no message in common with one before them, and those that have to wait for it. */
function pairsApart(pairs: readonly Pair[]): { apart: Pair[]; later: Pair[] } {
  const touched = new Set<string>();
  const apart: Pair[] = [];
  const later: Pair[] = [];
  for (const pair of pairs) {
    (touched.has(pair.older) || touched.has(pair.younger) ? later : apart).push(pair);
    touched.add(pair.older).add(pair.younger);
  }
  return { apart, later };
}

/** One trip and one statement a step, whatever the number of pairs: all their receipts wait meanwhile. */
async function merge(tx: Transaction, merging: readonly Merging[]): Promise<LockedMessage[]> {
  if (merging.length === 0) return [];
  const rows = merging.map(mergingRow);
  const range = idRange(rows.flatMap(({ older, younger }) => [older, younger]));
  const [{ rows: survivors }] = await together([
    tx.query<LockedMessage>(SURVIVORS.query(rows, ...range)),
    tx.query(REFS.query(rows)),
    ...MOVES.map((move) => tx.query(move.query(rows, ...range))),
  ]);
  return survivors;
}

function mergingRow({ older, younger }: Merging) {
  if (older.id >= younger.id) throw new Error("mergePairs: the first message must be the older one");
  if (older.registeredAt && younger.registeredAt) throw new Error("mergePairs: both messages are registered");
  const partIds = partsOfBoth(older, younger);
  return {
    older: older.id,
    younger: younger.id,
    younger_first: younger.registeredAt !== null,
    part_ids: partIds && JSON.stringify(partIds),
    differ: recipientsDiffer(recipientOf(older), recipientOf(younger)),
  };
}

function partsOfBoth(older: LockedMessage, younger: LockedMessage): string[] | null {
  const registeredFirst = younger.registeredAt ? [younger, older] : [older, younger];
  const known = registeredFirst.flatMap(({ partIds, providerMessageId }) => partIds ?? [providerMessageId]);
  return gatherPartIds([older.providerMessageId, ...known]);
}

const EVENT_COLUMNS = [
  ...["body_hash", "status", "raw_status", "error_code", "raw_reason", "failure_category", "is_final", "said_by"],
  ...["provider_event_id", "channel", "part", "provider_occurred_at", "received_at", "source", "mapping_version"],
  ...["duplicate_count", "differs", "partial", "sender", "time_note"],
];

/** What the registration says wins; what only the other side knows is kept. */
const PREFER_REGISTERED = [
  ...["registered_at", "registration_hash", "channel", "use_case", "campaign", "template_key"],
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
  "crypto_id",
];

const PAIRS = { older: "uuid", younger: "uuid" } as const;
const IN_RANGE = "BETWEEN $more1 AND $more2";

/** Of the two rows, the one that was registered speaks first: `m` is the older, `y` the younger. */
const preferred = (name: string) =>
  `CASE WHEN r.younger_first THEN coalesce(y.${name}, m.${name}) ELSE coalesce(m.${name}, y.${name}) END`;
const OF_YOUNGER = "m.recipient_hash IS NULL OR (r.younger_first AND y.recipient_hash IS NOT NULL)";

/** Before all else: what it reads of the younger is gone afterwards. */
const SURVIVORS = withRows(
  "merge-survivors",
  { ...PAIRS, younger_first: "boolean", part_ids: "jsonb", differ: "boolean" },
  `UPDATE messages m
      SET ${PREFER_REGISTERED.map((name) => `${name} = ${preferred(name)}`).join(", ")},
          origin = CASE WHEN r.younger_first THEN y.origin ELSE m.origin END,
          ${KEEP_EITHER.map((name) => `${name} = coalesce(m.${name}, y.${name})`).join(", ")},
          ${RECIPIENT.map((name) => `${name} = CASE WHEN ${OF_YOUNGER} THEN y.${name} ELSE m.${name} END`).join(", ")},
          part_ids = r.part_ids, recipients_differ = m.recipients_differ OR y.recipients_differ OR r.differ
     FROM $rows JOIN messages y ON y.id = r.younger AND y.id ${IN_RANGE}
    WHERE m.id = r.older AND m.id ${IN_RANGE}
   RETURNING ${LOCKED_COLUMNS}`,
);
const REFS = withRows(
  "merge-refs",
  PAIRS,
  "UPDATE message_refs f SET message_id = r.older FROM $rows WHERE f.message_id = r.younger",
);
/** In this order: what is moved is read beside the younger's row, which becomes a tombstone last. */
const MOVES = [
  // An event without an id is about the message's own: the younger's, which may be a part of the survivor.
  withRows(
    "merge-events",
    PAIRS,
    `INSERT INTO message_events (message_id, dedupe_key, provider_message_id, ${EVENT_COLUMNS})
     SELECT r.older, e.dedupe_key,
            CASE WHEN e.source IN ('webhook', 'poll')
                 THEN nullif(coalesce(e.provider_message_id, y.provider_message_id), m.provider_message_id) END,
            ${EVENT_COLUMNS.map((name) => `e.${name}`)}
       FROM $rows
       JOIN message_events e ON e.message_id = r.younger AND e.message_id ${IN_RANGE}
       JOIN messages y ON y.id = r.younger AND y.id ${IN_RANGE}
       JOIN messages m ON m.id = r.older AND m.id ${IN_RANGE}
      ORDER BY r.older, e.dedupe_key
     ${ON_SAME_KEY}`,
  ),
  forget("message_events"),
  withRows(
    "merge-payloads",
    PAIRS,
    `INSERT INTO event_payloads (message_id, dedupe_key, body_hash, crypto_id, ciphertext, secret_id, received_at)
     SELECT r.older, p.dedupe_key, p.body_hash, p.crypto_id, p.ciphertext, p.secret_id, p.received_at
       FROM $rows JOIN event_payloads p ON p.message_id = r.younger AND p.message_id ${IN_RANGE}
     ON CONFLICT (message_id, dedupe_key, body_hash) DO NOTHING`,
  ),
  forget("event_payloads"),
  withRows(
    "merge-duplicates",
    PAIRS,
    `INSERT INTO event_duplicates (message_id, dedupe_key, ordinal, body_hash, received_at, attempt)
     SELECT r.older, d.dedupe_key,
            d.ordinal + coalesce((SELECT max(o.ordinal) FROM event_duplicates o
                                   WHERE o.message_id = r.older AND o.message_id ${IN_RANGE}
                                     AND o.dedupe_key = d.dedupe_key), 0),
            d.body_hash, d.received_at, d.attempt
       FROM $rows JOIN event_duplicates d ON d.message_id = r.younger AND d.message_id ${IN_RANGE}`,
  ),
  forget("event_duplicates"),
  withRows(
    "merge-tombstones",
    PAIRS,
    `UPDATE messages m
        SET merged_into = r.older, version = m.version + 1, awaits_receipt = false, deadline_at = NULL,
            verification_id = NULL, user_ref = NULL,
            recipient_hash = NULL, recipient_hash_key = NULL, recipient_ciphertext = NULL, recipient_masked = NULL,
            app_message_id = NULL, provider_message_id = NULL, part_ids = NULL, retry_of_ref = NULL
       FROM $rows
      WHERE m.id = r.younger AND m.id ${IN_RANGE}`,
  ),
];

function forget(table: string) {
  return withRows(
    `merge-forget-${table}`,
    PAIRS,
    `DELETE FROM ${table} t USING $rows WHERE t.message_id = r.younger AND t.message_id ${IN_RANGE}`,
  );
}
