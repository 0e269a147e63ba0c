import { newId } from "@/lib/ids";
import { tellReaders } from "../outbox/tell-readers";
import { withRows } from "../sql/array-statement";
import { idRange } from "../sql/id-range";
import { StartAgain } from "../sql/sql-errors";
import { together } from "../sql/together";
import type { Transaction } from "../sql/transaction";
import { markDiffering, markDifferingMessages, type NamedPerson, peopleDiffer } from "./people-differ";

/**
 * Our ids of the app's attempts, by the app's id; an attempt not seen before gets the id that it will be stored under:
 * that of the one that callbacks alone told of, where `unnamed` has it.
 */
export async function idsOfVerifications(
  tx: Transaction,
  externalIds: readonly string[],
  now: Date,
  unnamed: ReadonlyMap<string, string> = new Map(),
): Promise<Map<string, string>> {
  const wanted = [...new Set(externalIds)];
  if (wanted.length === 0) return new Map();
  const { rows } = await tx.query<{ id: string; external_id: string }>({
    name: "find-verifications",
    text: "SELECT id, external_id FROM verifications WHERE external_id = ANY ($1::text[])",
    values: [wanted],
  });
  const known = new Map(rows.map((row) => [row.external_id, row.id]));
  return new Map(
    wanted.map((externalId) => [externalId, known.get(externalId) ?? unnamed.get(externalId) ?? newId(now)]),
  );
}

export type MessageOfVerification = { id: string; externalId: string; messageId: string; person: NamedPerson };

/** Gives locked attempts that callbacks alone told of the app's ids. One that has got another meanwhile stays as it is. */
export async function nameAttempts(tx: Transaction, names: ReadonlyMap<string, string>): Promise<void> {
  if (names.size === 0) return;
  const rows = [...names].map(([externalId, id]) => ({ id, external_id: externalId }));
  const named = await tx.query<{ subject: string; version: number }>(NAME.query(rows));
  await tellReaders(
    tx,
    "verification",
    named.rows.map((row) => ({ ...row, attempt: null })),
  );
}

/**
 * Makes the attempts that messages belong to, and fills in what their messages know and they do not. Comes
 * after the messages are written. An attempt that another transaction made meanwhile starts the work again.
 * `unnamed` are attempts that get their name now, by the app's id.
 * Messages that name another person than their attempt are marked, as is the attempt; returns the attempts of which
 * these were the first to do so.
 */
export async function upsertVerifications(
  tx: Transaction,
  links: readonly MessageOfVerification[],
  apiKeyId: string,
  now: Date,
  unnamed: ReadonlyMap<string, string> = new Map(),
): Promise<Set<string>> {
  if (links.length === 0) return new Set();
  // In id order, as every other transaction takes them; the upsert itself goes by the app's ids.
  const [locked, , { rows }] = await together([
    tx.query<{ id: string }>({ name: "lock-verifications", text: LOCK, values: [links.map(({ id }) => id)] }),
    nameAttempts(tx, unnamed),
    tx.query<UpsertedRow>({
      name: "upsert-verifications",
      text: UPSERT,
      values: [
        links.map(({ id }) => id),
        links.map(({ externalId }) => externalId),
        links.map(({ messageId }) => messageId),
        ...idRange(links.map(({ messageId }) => messageId)),
        now,
        apiKeyId,
      ],
    }),
  ]);
  const stored = new Map(rows.map((row) => [row.external_id, row.id]));
  if (links.some(({ id, externalId }) => stored.get(externalId) !== id)) throw new StartAgain();
  const differing = rows.filter(
    (row) => !row.recipients_differ && peopleDiffer([personOf(row), ...peopleOf(row.id, links)]),
  );
  const ids = differing.map(({ id }) => id);
  const people = new Map(rows.map((row) => [row.id, personOf(row)]));
  const others = links.filter(({ id, person }) =>
    peopleDiffer([...(people.has(id) ? [people.get(id) as NamedPerson] : []), person]),
  );
  const known = new Set(locked.rows.map(({ id }) => id));
  const created = rows.filter(({ id }) => !known.has(id));
  await together([
    tellReaders(
      tx,
      "verification",
      created.map(({ id }) => ({ subject: id, version: 1, attempt: null })),
    ),
    markDiffering(tx, ids),
    markDifferingMessages(
      tx,
      others.map(({ messageId }) => messageId),
    ),
  ]);
  return new Set(ids);
}

type UpsertedRow = {
  id: string;
  external_id: string;
  user_ref: string | null;
  hash: Buffer | null;
  hash_key: string | null;
  masked: string | null;
  recipients_differ: boolean;
};

function personOf({ user_ref: userRef, hash, hash_key: hashKey, masked }: UpsertedRow): NamedPerson {
  return { userRef, recipient: hash && { hash, hashKey, masked } };
}

function peopleOf(attempt: string, links: readonly MessageOfVerification[]): NamedPerson[] {
  return links.filter(({ id }) => id === attempt).map(({ person }) => person);
}

const NAME = withRows(
  "name-attempts",
  { id: "uuid", external_id: "text" },
  `UPDATE verifications v SET external_id = r.external_id, origin = 'registration', version = version + 1
     FROM $rows WHERE v.id = r.id AND v.external_id IS NULL AND v.merged_into IS NULL
   RETURNING v.id AS subject, v.version`,
);
const LOCK = "SELECT id FROM verifications WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE";
const UPSERT = `
  INSERT INTO verifications AS v
         (id, external_id, user_ref, use_case, destination_country, recipient_hash, recipient_hash_key,
          recipient_ciphertext, recipient_masked, crypto_id, demo, created_at, updated_at)
  SELECT DISTINCT ON (r.external_id)
         r.id, r.external_id, m.user_ref, m.use_case, m.destination_country, m.recipient_hash, m.recipient_hash_key,
         m.recipient_ciphertext, m.recipient_masked, m.crypto_id,
         coalesce((SELECT demo FROM api_keys WHERE id = $7), false), $6, $6
    FROM unnest($1::uuid[], $2::text[], $3::uuid[]) AS r(id, external_id, message_id)
    JOIN messages m ON m.id = r.message_id AND m.id BETWEEN $4 AND $5
   ORDER BY r.external_id, m.id
  ON CONFLICT (external_id) DO UPDATE
     SET user_ref = coalesce(v.user_ref, excluded.user_ref),
         use_case = coalesce(v.use_case, excluded.use_case),
         destination_country = coalesce(v.destination_country, excluded.destination_country),
         recipient_hash = coalesce(v.recipient_hash, excluded.recipient_hash),
         recipient_hash_key = CASE WHEN v.recipient_hash IS NULL THEN excluded.recipient_hash_key ELSE v.recipient_hash_key END,
         recipient_ciphertext = CASE WHEN v.recipient_hash IS NULL THEN excluded.recipient_ciphertext ELSE v.recipient_ciphertext END,
         recipient_masked = CASE WHEN v.recipient_hash IS NULL THEN excluded.recipient_masked ELSE v.recipient_masked END,
         crypto_id = CASE WHEN v.recipient_hash IS NULL THEN excluded.crypto_id ELSE v.crypto_id END,
         updated_at = greatest(v.updated_at, excluded.updated_at)
  RETURNING id, external_id, user_ref, recipient_hash AS hash, recipient_hash_key AS hash_key,
            recipient_masked AS masked, recipients_differ`;
