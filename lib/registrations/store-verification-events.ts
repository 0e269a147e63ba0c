import { randomUUID } from "node:crypto";
import { mayHoldNumber } from "@/lib/delivery/recipient/carries-number";
import { AppError } from "@/lib/errors";
import { firstIdAt, newId } from "@/lib/ids";
import { refKey } from "@/lib/ledger/messages/message-ref";
import { numbersOfMessages, openNumber } from "@/lib/ledger/messages/numbers-of-messages";
import { recordReview } from "@/lib/ledger/review/record-review";
import { settleVerifications } from "@/lib/ledger/settle-verifications";
import { StartAgain } from "@/lib/ledger/sql/sql-errors";
import type { Transaction } from "@/lib/ledger/sql/transaction";
import { uniteAttempts } from "@/lib/ledger/unite-attempts";
import { hideNumberOfAttempt } from "@/lib/ledger/verifications/hide-number";
import { markDiffering, peopleDiffer } from "@/lib/ledger/verifications/people-differ";
import { nameAttempts } from "@/lib/ledger/verifications/upsert-verifications";
import {
  claimVerificationRefs,
  findNamedAttempts,
  type NamedAttempt,
} from "@/lib/ledger/verifications/verification-refs";
import { attemptClash } from "./attempts/attempt-clash";
import { differingPeople } from "./differing-people";
import { appIdOf, idsOfMessages } from "./ids-of-messages";
import { type Outcome, refused } from "./outcome";
import { findPlantedNumber } from "./personal/find-planted-number";
import { namesIn, type PreparedEvent, type RecordedEvent } from "./verification-event";

/** The transaction of a list of events: the attempt's row is locked first, so that writers stand in line. */
export async function storeVerificationEvents(
  tx: Transaction,
  externalId: string,
  events: readonly PreparedEvent[],
  apiKeyId: string,
  now: Date,
): Promise<Outcome<RecordedEvent>[]> {
  const messageIds = await idsOfMessages(
    tx,
    events.flatMap(({ fields }) => fields.messageId ?? []),
  );
  const named = await findNamedAttempts(
    tx,
    events.flatMap(({ ref }) => ref ?? []),
  );
  const attempt = await lockAttempt(tx, externalId, unnamedOf(named), apiKeyId, now);
  const numbers = await knownNumbers(tx, attempt, events, messageIds);
  const known = await knownHashes(
    tx,
    attempt.id,
    events.map(({ fields }) => fields.eventId),
  );

  const outcomes: Outcome<RecordedEvent>[] = [];
  const fresh: PreparedEvent[] = [];
  for (const event of events) {
    const { eventId } = event.fields;
    const hash = known.get(eventId);
    const planted = hash ? {} : plantedNumbers(event, externalId, numbers);
    const clash = hash || !event.ref ? null : attemptClash(named.get(refKey(event.ref)), externalId);
    if (hash && !hash.equals(event.hash)) {
      const fields = { eventId: "was recorded before with a different body" };
      outcomes.push(refused(new AppError("conflict", "This event id is taken.", { fields })));
    } else if (clash) {
      const fields = { providerVerificationId: clash };
      outcomes.push(refused(new AppError("conflict", "Another attempt is known by this id.", { fields })));
    } else if (Object.keys(planted).length > 0) {
      outcomes.push(refused(new AppError("invalid_input", "This event cannot be stored.", { fields: planted })));
    } else {
      const value = { verificationId: externalId, id: attempt.id, eventId, warnings: event.warnings };
      outcomes.push({ ok: true, created: !hash, value });
      if (!hash) fresh.push(event);
      known.set(eventId, event.hash);
    }
  }
  if (attempt.isNew && fresh.length === 0) await tx.query("DELETE FROM verifications WHERE id = $1", [attempt.id]);
  if (fresh.length > 0) {
    if (attempt.isUnnamed) await nameAttempts(tx, new Map([[externalId, attempt.id]]));
    await insertEvents(tx, attempt.id, fresh, messageIds, now);
    await claimRefs(tx, attempt.id, fresh, named);
    if (!attempt.ciphertext) await hideNumbersToldNow(tx, attempt.id, fresh);
    await settleVerifications(tx, [attempt.id], now, personOf(fresh));
    await noteDiffering(tx, attempt, fresh, now);
  }
  const same = fresh.flatMap(({ ref }) => (ref && named.get(refKey(ref))?.id) ?? []);
  const id = await uniteAttempts(tx, [attempt.id, ...same], now);
  return outcomes.map((outcome) => (outcome.ok ? { ...outcome, value: { ...outcome.value, id } } : outcome));
}

/** The attempts that callbacks alone told of, and these events name. */
function unnamedOf(named: ReadonlyMap<string, NamedAttempt>): string[] {
  const ids = [...named.values()].flatMap(({ id, externalId, isDropped }) => (externalId || isDropped ? [] : id));
  return [...new Set(ids)].sort();
}

async function claimRefs(
  tx: Transaction,
  id: string,
  fresh: readonly PreparedEvent[],
  named: ReadonlyMap<string, NamedAttempt>,
): Promise<void> {
  const refs = fresh.flatMap(({ ref }) => (ref && !named.has(refKey(ref)) ? [ref] : []));
  await claimVerificationRefs(
    tx,
    refs.map((ref) => ({ ref, id })),
  );
}

/** What the attempt's first events hold is compared with the recipient as soon as one is told. */
async function hideNumbersToldNow(tx: Transaction, id: string, fresh: readonly PreparedEvent[]): Promise<void> {
  const told = new Set(fresh.flatMap(({ recipient }) => recipient?.normalised ?? []));
  for (const number of told) await hideNumberOfAttempt(tx, id, number);
}

/** Everybody whom the attempt, these events or the messages they name are known to reach. */
async function knownNumbers(
  tx: Transaction,
  attempt: Attempt,
  events: readonly PreparedEvent[],
  messageIds: ReadonlyMap<string, string>,
): Promise<string[]> {
  const names = events.flatMap(({ fields }) => Object.values(namesIn(attempt.externalId, fields)));
  const isWorthIt = names.some((name) => name !== undefined && mayHoldNumber(name));
  const ofMessages = await numbersOfMessages(tx, isWorthIt ? [...new Set(messageIds.values())] : []);
  const ofEvents = events.flatMap(({ recipient }) => recipient?.normalised ?? []);
  return [...new Set([...openNumber(attempt), ...ofEvents, ...ofMessages.values()])];
}

function plantedNumbers({ fields, bareIds }: PreparedEvent, externalId: string, numbers: readonly string[]) {
  return { ...(numbers.length === 0 && bareIds), ...findPlantedNumber(namesIn(externalId, fields), numbers) };
}

/** Who the attempt is about, as far as these events say. */
function personOf(events: readonly PreparedEvent[]) {
  return {
    userRef: events.find(({ fields }) => fields.userRef)?.fields.userRef ?? null,
    recipient: events.find(({ recipient }) => recipient)?.recipient ?? null,
  };
}

/** Marks an attempt of which these events are the first to name another person, and puts it up for review. */
async function noteDiffering(
  tx: Transaction,
  attempt: Attempt,
  events: readonly PreparedEvent[],
  now: Date,
): Promise<void> {
  const { id, userRef, hash, hashKey, masked, recipientsDiffer, createdAt } = attempt;
  const known = { userRef, recipient: hash && { hash, hashKey, masked } };
  const named = events.map(({ fields, recipient }) => ({ userRef: fields.userRef ?? null, recipient }));
  if (recipientsDiffer || !peopleDiffer([known, ...named])) return;
  await markDiffering(tx, [id]);
  const since = firstIdAt(new Date(createdAt.getTime() - LONGEST_ATTEMPT_MS));
  const until = firstIdAt(new Date(now.getTime() + LONGEST_ATTEMPT_MS));
  const { rows } = await tx.query<{ id: string; connectionId: string }>(SOME_MESSAGE, [id, since, until]);
  await recordReview(
    tx,
    rows.map((message) => differingPeople(message, "attempt", now)),
  );
}

const LONGEST_ATTEMPT_MS = 30 * 86_400_000;
/** Through which connection it was sent: a list for review belongs to one. Without a message there is none yet. */
const SOME_MESSAGE = `
  SELECT id, connection_id AS "connectionId" FROM messages
   WHERE verification_id = $1 AND id >= $2 AND id < $3 AND merged_into IS NULL ORDER BY id LIMIT 1`;

type Attempt = {
  id: string;
  externalId: string;
  cryptoId: string;
  ciphertext: Buffer | null;
  userRef: string | null;
  hash: Buffer | null;
  hashKey: string | null;
  masked: string | null;
  recipientsDiffer: boolean;
  createdAt: Date;
  isNew: boolean;
  /** Callbacks alone told of it: with the first event that is stored, it gets the app's id. */
  isUnnamed: boolean;
};

async function lockAttempt(
  tx: Transaction,
  externalId: string,
  [unnamed]: readonly string[],
  apiKeyId: string,
  now: Date,
): Promise<Attempt> {
  const adopted = unnamed === undefined ? null : await lockUnnamed(tx, externalId, unnamed);
  if (adopted) return { ...adopted, externalId, isNew: false, isUnnamed: true };
  const id = newId(now);
  await tx.query({ name: "make-attempt", text: MAKE, values: [id, externalId, randomUUID(), now, apiKeyId] });
  const { rows } = await tx.query<LockedRow>({ name: "lock-attempt", text: LOCK, values: [externalId] });
  const [row] = rows;
  // It became one with another, under whose id the app's name is now.
  if (!row) throw new StartAgain();
  return { ...row, externalId, isNew: row.id === id, isUnnamed: false };
}

type LockedRow = Omit<Attempt, "isNew" | "isUnnamed" | "externalId">;

/** The attempt that has no name yet, unless the app's id is another's. */
async function lockUnnamed(tx: Transaction, externalId: string, id: string): Promise<LockedRow | null> {
  const { rows } = await tx.query<LockedRow & { isNamed: boolean }>({
    name: "lock-unnamed",
    text: LOCK_UNNAMED,
    values: [id, externalId],
  });
  const [row] = rows;
  if (!row) throw new StartAgain();
  return row.isNamed ? null : row;
}

async function knownHashes(tx: Transaction, id: string, eventIds: readonly string[]): Promise<Map<string, Buffer>> {
  const { rows } = await tx.query<{ event_id: string; body_hash: Buffer }>({
    name: "known-verification-events",
    text: "SELECT event_id, body_hash FROM verification_events WHERE verification_id = $1 AND event_id = ANY ($2::text[])",
    values: [id, eventIds],
  });
  return new Map(rows.map((row) => [row.event_id, row.body_hash]));
}

async function insertEvents(
  tx: Transaction,
  id: string,
  events: readonly PreparedEvent[],
  messageIds: ReadonlyMap<string, string>,
  now: Date,
): Promise<void> {
  const column = (pick: (fields: PreparedEvent["fields"]) => unknown) =>
    events.map(({ fields }) => pick(fields) ?? null);
  const values = [
    ...[id, now, column((fields) => fields.eventId), column((fields) => fields.type), column((fields) => fields.at)],
    column((fields) => messageIds.get(fields.messageId ?? "")),
    column((fields) => (messageIds.has(fields.messageId ?? "") ? null : fields.messageId && appIdOf(fields.messageId))),
    ...[
      column((fields) => fields.channel),
      column((fields) => fields.reason),
      column((fields) => fields.codeExpiresAt),
    ],
    ...[column((fields) => fields.voidsEarlierCodes ?? false), events.map(({ hash }) => hash)],
  ];
  await tx.query({ name: "insert-verification-events", text: INSERT, values });
}

/** Of no version yet: its first events make the first. */
const MAKE = `
  INSERT INTO verifications (id, external_id, crypto_id, version, demo, created_at, updated_at)
  VALUES ($1, $2, $3, 0, coalesce((SELECT demo FROM api_keys WHERE id = $5), false), $4, $4)
  ON CONFLICT (external_id) DO NOTHING`;
const LOCKED_COLUMNS = `
         id, crypto_id AS "cryptoId", recipient_ciphertext AS ciphertext, user_ref AS "userRef",
         recipient_hash AS hash, recipient_hash_key AS "hashKey", recipient_masked AS masked,
         recipients_differ AS "recipientsDiffer", created_at AS "createdAt"`;
const LOCK = `SELECT ${LOCKED_COLUMNS} FROM verifications WHERE external_id = $1 FOR NO KEY UPDATE`;
const LOCK_UNNAMED = `
  SELECT ${LOCKED_COLUMNS}, EXISTS (SELECT FROM verifications o WHERE o.external_id = $2) AS "isNamed"
    FROM verifications WHERE id = $1 AND external_id IS NULL AND merged_into IS NULL FOR NO KEY UPDATE`;
/** `message_ref` keeps the app's id of a message that is not registered yet. */
const INSERT = `
  INSERT INTO verification_events (verification_id, received_at, event_id, type, at, message_id, message_ref, channel,
                                   reason, code_expires_at, voids_earlier_codes, body_hash)
  SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::timestamptz[], $6::uuid[], $7::text[], $8::text[],
                               $9::text[], $10::timestamptz[], $11::boolean[], $12::bytea[])`;
