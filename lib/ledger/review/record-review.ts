import { newId } from "@/lib/ids";
import type { SealedBody } from "../messages/seal-body";
import { insertRows } from "../sql/array-statement";
import type { Transaction } from "../sql/transaction";

export const REVIEW_KINDS = [
  "unknown_status",
  "unreadable",
  "inbound",
  "verification",
  "poison",
  "differing_duplicate",
  "contradicting_ids",
  "recipients_differ",
] as const;
export type ReviewKind = (typeof REVIEW_KINDS)[number];

/** Something verified that could not be understood whole. Things of one kind and group are one item. */
export type ReviewEntry = {
  connectionId: string;
  kind: ReviewKind;
  /** What the admin sees: a raw status, a parse problem, an SQLSTATE. Never personal. */
  groupKey: string;
  messageId: string | null;
  seenAt: Date;
  /** The bytes, where no event holds them. */
  body: SealedBody | null;
};

/** Adds to the review queue, in key order; reopens an item that was dismissed or resolved only if it is seen again. */
export async function recordReview(tx: Transaction, entries: readonly ReviewEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const groups = new Map<string, ReviewEntry[]>();
  for (const entry of entries) {
    const key = `${entry.connectionId}\u0000${entry.kind}\u0000${entry.groupKey}`;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  const { rows } = await tx.query<{ id: string }>(ITEMS.query(sorted.map(itemRow)));
  const payloads = sorted.flatMap((group, index) => payloadRows(rows[index]?.id ?? "", group));
  if (payloads.length > 0) await tx.query(PAYLOADS.query(payloads));
}

function itemRow(group: readonly ReviewEntry[]) {
  const times = group.map((entry) => entry.seenAt.getTime());
  const [first] = group as [ReviewEntry];
  return {
    id: newId(first.seenAt),
    connection_id: first.connectionId,
    kind: first.kind,
    group_key: first.groupKey,
    count: group.length,
    example_message_id: first.messageId,
    first_seen_at: new Date(Math.min(...times)),
    last_seen_at: new Date(Math.max(...times)),
  };
}

function payloadRows(itemId: string, group: readonly ReviewEntry[]) {
  const byHash = new Map<string, { body: SealedBody; seenAt: Date; count: number }>();
  for (const { body, seenAt } of group) {
    if (!body) continue;
    const other = byHash.get(body.bodyHash);
    byHash.set(body.bodyHash, other ? { ...other, count: other.count + 1 } : { body, seenAt, count: 0 });
  }
  return [...byHash.values()]
    .sort((a, b) => (a.body.bodyHash < b.body.bodyHash ? -1 : 1))
    .map(({ body, seenAt, count }) => ({
      review_item_id: itemId,
      body_hash: Buffer.from(body.bodyHash, "hex"),
      crypto_id: body.cryptoId,
      ciphertext: body.ciphertext,
      secret_id: body.secretId,
      received_at: seenAt,
      duplicate_count: count,
    }));
}

const ITEMS = insertRows(
  "review_items",
  {
    id: "uuid",
    connection_id: "uuid",
    kind: "text",
    group_key: "text",
    count: "bigint",
    example_message_id: "uuid",
    first_seen_at: "timestamptz",
    last_seen_at: "timestamptz",
  },
  `ON CONFLICT (connection_id, kind, group_key) DO UPDATE SET
     count = review_items.count + excluded.count,
     state = CASE WHEN review_items.state IN ('dismissed', 'resolved') THEN 'open' ELSE review_items.state END,
     example_message_id = coalesce(review_items.example_message_id, excluded.example_message_id),
     first_seen_at = least(review_items.first_seen_at, excluded.first_seen_at),
     last_seen_at = greatest(review_items.last_seen_at, excluded.last_seen_at)
   RETURNING id`,
);
const PAYLOADS = insertRows(
  "review_payloads",
  {
    review_item_id: "uuid",
    body_hash: "bytea",
    crypto_id: "uuid",
    ciphertext: "bytea",
    secret_id: "uuid",
    received_at: "timestamptz",
    duplicate_count: "integer",
  },
  "ON CONFLICT (review_item_id, body_hash) DO UPDATE SET duplicate_count = review_payloads.duplicate_count + excluded.duplicate_count + 1",
);
