import { fromStored, type StoredContributions } from "./counts/stored-contributions";
import { writeVerificationRollups } from "./counts/write-rollups";
import { type LockedMessage, lockMessages } from "./messages/lock-messages";
import { tellReaders } from "./outbox/tell-readers";
import { settleMessages } from "./settle-messages";
import { settleVerifications } from "./settle-verifications";
import { idRange } from "./sql/id-range";
import { StartAgain } from "./sql/sql-errors";
import type { Transaction } from "./sql/transaction";
import { markDiffering, type NamedPerson, peopleDiffer } from "./verifications/people-differ";

/**
 * Makes attempts that turned out to be one: the oldest id survives with the events, messages and refs of all, and what
 * the app said of it; the others stay as tombstones that count as nothing and lead to it. Two that the app has named
 * are never one: the caller answers so before it comes here. Returns the survivor's id.
 */
export async function uniteAttempts(tx: Transaction, ids: readonly string[], now: Date): Promise<string> {
  const [older = "", ...younger] = [...new Set(ids)].sort();
  for (const id of younger) await unite(tx, older, id, now);
  return older;
}

/**
 * The same for groups of attempts that evidence shows to be one each. A group of which the app has named several stays
 * as it is: returns the numbers of those.
 */
export async function uniteUnnamed(
  tx: Transaction,
  groups: readonly (readonly (string | null)[])[],
  now: Date,
): Promise<Set<number>> {
  const survivors = new Map<string, string>();
  const apart = new Set<number>();
  for (const [index, group] of groups.entries()) {
    const ids = [...new Set(group.flatMap((id) => (id === null ? [] : (survivors.get(id) ?? id))))];
    if (ids.length < 2) continue;
    if ((await countNamed(tx, ids)) > 1) {
      apart.add(index);
      continue;
    }
    const survivor = await uniteAttempts(tx, ids, now);
    for (const [id, other] of survivors) if (ids.includes(other)) survivors.set(id, survivor);
    for (const id of ids) survivors.set(id, survivor);
  }
  return apart;
}

async function countNamed(tx: Transaction, ids: readonly string[]): Promise<number> {
  const { rowCount } = await tx.query({ name: "named-attempts", text: NAMED, values: [ids] });
  return rowCount ?? 0;
}

async function unite(tx: Transaction, older: string, younger: string, now: Date): Promise<void> {
  const messages = await lockMessages(tx, await messagesOf(tx, younger));
  const [survivor, gone] = await lockPair(tx, older, younger);
  // A message may have joined while the lock was waited for.
  if ((await messagesOf(tx, younger)).some((id) => !messages.has(id))) throw new StartAgain();
  await tx.query({ name: "unite-survivor", text: SURVIVOR, values: [older, younger, gone.externalId !== null] });
  await tx.query({ name: "unite-tombstone", text: TOMBSTONE, values: [older, younger] });
  if (gone.externalId !== null) await tx.query({ name: "unite-name", text: NAME, values: [older, gone.externalId] });
  await tx.query({ name: "unite-events", text: EVENTS, values: [older, younger] });
  await tx.query({ name: "unite-forget", text: FORGET, values: [younger] });
  await tx.query({ name: "unite-refs", text: REFS, values: [older, younger] });
  await tx.query({ name: "unite-statements", text: STATEMENTS, values: [older, younger] });
  await tx.query({ name: "unite-advice", text: ADVICE, values: [older, younger] });
  if (peopleDiffer([survivor, gone])) await markDiffering(tx, [older]);
  const ids = [...messages.keys()];
  if (ids.length > 0) {
    await tx.query({ name: "unite-messages", text: MESSAGES, values: [older, ids, ...idRange(ids)] });
    await settleMessages(tx, messages, [...messages.values()].map(movedTo(older)));
  }
  await writeVerificationRollups(tx, fromStored(gone.counted ?? []), []);
  await settleVerifications(tx, [older], now);
  await tellReaders(tx, "verification", [{ subject: younger, version: gone.version + 1, attempt: null }]);
}

function movedTo(verificationId: string) {
  return (message: LockedMessage): LockedMessage => ({ ...message, verificationId });
}

async function messagesOf(tx: Transaction, id: string): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>({ name: "messages-of-attempt", text: MESSAGES_OF, values: [[id]] });
  return rows.map((row) => row.id);
}

type Uniting = NamedPerson & {
  id: string;
  externalId: string | null;
  counted: StoredContributions | null;
  version: number;
  mergedInto: string | null;
};

async function lockPair(tx: Transaction, older: string, younger: string): Promise<[Uniting, Uniting]> {
  const { rows } = await tx.query<Omit<Uniting, keyof NamedPerson> & Row>({
    name: "lock-uniting",
    text: LOCK,
    values: [[older, younger]],
  });
  const [survivor, gone] = rows.map(({ userRef, hash, hashKey, masked, ...row }) => ({
    ...{ ...row, userRef },
    recipient: hash && { hash, hashKey, masked },
  }));
  // Since they were read, one of them has become another's, or both have been named.
  if (!survivor || !gone || survivor.mergedInto || gone.mergedInto) throw new StartAgain();
  if (survivor.externalId !== null && gone.externalId !== null) throw new StartAgain();
  return [survivor, gone];
}

type Row = { userRef: string | null; hash: Buffer | null; hashKey: string | null; masked: string | null };

const LOCK = `
  SELECT id, external_id AS "externalId", counted, version, merged_into AS "mergedInto", user_ref AS "userRef",
         recipient_hash AS hash, recipient_hash_key AS "hashKey", recipient_masked AS masked
    FROM verifications WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
/** An attempt's messages may be of any month. */
const MESSAGES_OF = `
  SELECT id, verification_id AS "verificationId" FROM messages WHERE verification_id = ANY ($1::uuid[]) ORDER BY id`;

/** Of the two rows, the one that the app named speaks first ($3: the younger). */
const preferred = (name: string) =>
  `${name} = CASE WHEN $3::boolean THEN coalesce(y.${name}, v.${name}) ELSE coalesce(v.${name}, y.${name}) END`;
/** Travel together: the ciphertext is bound to its crypto id. */
const RECIPIENT = [
  ...["recipient_hash", "recipient_hash_key", "recipient_ciphertext", "recipient_masked", "crypto_id"],
];
const OF_YOUNGER = "y.recipient_hash IS NOT NULL AND (v.recipient_hash IS NULL OR $3::boolean)";
const SURVIVOR = `
  UPDATE verifications v
     SET ${["user_ref", "use_case", "destination_country"].map(preferred).join(", ")},
         ${RECIPIENT.map((name) => `${name} = CASE WHEN ${OF_YOUNGER} THEN y.${name} ELSE v.${name} END`).join(", ")},
         origin = CASE WHEN $3::boolean THEN y.origin ELSE v.origin END, demo = v.demo OR y.demo,
         recipients_differ = v.recipients_differ OR y.recipients_differ
    FROM verifications y
   WHERE v.id = $1 AND y.id = $2`;
/** Counted as nothing from here on, whatever joins it late. */
const TOMBSTONE = `
  UPDATE verifications
     SET merged_into = $1, external_id = NULL, version = version + 1, counted = '[]', close_due_at = NULL,
         user_ref = NULL, recipient_hash = NULL, recipient_hash_key = NULL, recipient_ciphertext = NULL,
         recipient_masked = NULL
   WHERE id = $2`;
const NAMED = "SELECT FROM verifications WHERE id = ANY ($1::uuid[]) AND external_id IS NOT NULL";
const NAME = "UPDATE verifications SET external_id = $2 WHERE id = $1";
/** What both have is the same end, drawn from the clock. */
const EVENTS = `
  INSERT INTO verification_events (verification_id, event_id, type, at, received_at, message_id, message_ref, channel,
                                   reason, code_expires_at, voids_earlier_codes, inferred, body_hash, connection_id,
                                   raw_status, duplicate_count)
  SELECT $1, event_id, type, at, received_at, message_id, message_ref, channel,
         reason, code_expires_at, voids_earlier_codes, inferred, body_hash, connection_id, raw_status, duplicate_count
    FROM verification_events WHERE verification_id = $2
  ON CONFLICT (verification_id, event_id) DO NOTHING`;
const FORGET = "DELETE FROM verification_events WHERE verification_id = $1";
const REFS = "UPDATE verification_refs SET verification_id = $1 WHERE verification_id = $2";
const STATEMENTS = "UPDATE customer_statements SET subject_id = $1 WHERE subject_id = $2";
const ADVICE = `
  UPDATE given_advice a SET subject_id = $1 WHERE subject_id = $2
     AND NOT EXISTS (SELECT FROM given_advice o WHERE o.subject_id = $1 AND o.given_at = a.given_at)`;
const MESSAGES = `
  UPDATE messages SET verification_id = $1 WHERE id = ANY ($2::uuid[]) AND id BETWEEN $3 AND $4`;
