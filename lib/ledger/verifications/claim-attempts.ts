import { randomUUID } from "node:crypto";
import { newId } from "@/lib/ids";
import type { ProtectedRecipient } from "@/lib/privacy/protect-recipient";
import { refKey } from "../messages/message-ref";
import { tellReaders } from "../outbox/tell-readers";
import { insertRows } from "../sql/array-statement";
import { sortByKey } from "../sql/sort-by-key";
import { StartAgain } from "../sql/sql-errors";
import type { Transaction } from "../sql/transaction";
import type { NamedPerson } from "./people-differ";
import { claimVerificationRefs, findNamedAttempts, type VerificationRef } from "./verification-refs";

/** How a callback names an attempt, and which one it is if nobody holds the ref: a new one unless `knownId` tells. */
export type AttemptNaming = {
  ref: VerificationRef;
  connectionId: string;
  at: Date;
  /** The attempt that the app named in another way, as with the message that is told of. */
  knownId?: string | null;
};

/** An attempt's row, read under its lock. */
export type LockedAttempt = NamedPerson & {
  id: string;
  externalId: string | null;
  recipientsDiffer: boolean;
};

export type ClaimedAttempts = {
  /** Of each naming, in the order given; null where retention has dropped the attempt. */
  ids: (string | null)[];
  /** All of them, and those that were known otherwise, locked, by id. */
  attempts: Map<string, LockedAttempt>;
};

/**
 * Finds the attempts that callbacks name, makes those that nobody told of yet, and locks them in id order. `version`:
 * that of a new one; 0 where events follow, which make the first.
 */
export async function claimAttempts(
  tx: Transaction,
  namings: readonly AttemptNaming[],
  version: 0 | 1 = 0,
): Promise<ClaimedAttempts> {
  const named = await findNamedAttempts(
    tx,
    namings.map(({ ref }) => ref),
  );
  const idByRef = new Map([...named].map(([key, { id, isDropped }]) => [key, isDropped ? null : id]));
  const claims: { ref: VerificationRef; id: string }[] = [];
  const born: Born[] = [];
  for (const { ref, at, connectionId, knownId } of namings) {
    if (idByRef.has(refKey(ref))) continue;
    const id = knownId ?? newId(at);
    idByRef.set(refKey(ref), id);
    claims.push({ ref, id });
    if (!knownId) born.push({ id, at, connectionId });
  }
  await claimVerificationRefs(tx, claims);
  await insertBorn(tx, born, version);
  const ids = namings.map(({ ref }) => idByRef.get(refKey(ref)) ?? null);
  const attempts = await lockAttempts(tx, [...ids, ...namings.map(({ knownId }) => knownId ?? null)]);
  return { ids, attempts };
}

type Born = { id: string; at: Date; connectionId: string };

async function insertBorn(tx: Transaction, born: readonly Born[], version: number): Promise<void> {
  if (born.length === 0) return;
  const rows = born.map(({ id, at, connectionId }) => ({
    ...{ id, crypto_id: randomUUID(), created_at: at, connection_id: connectionId },
  }));
  await tx.query(
    INSERT.query(
      sortByKey(rows, ({ id }) => id),
      version,
    ),
  );
  const changes = rows.map(({ id: subject }) => ({ subject, version, attempt: null }));
  await tellReaders(tx, "verification", version === 0 ? [] : changes);
}

async function lockAttempts(tx: Transaction, ids: readonly (string | null)[]): Promise<Map<string, LockedAttempt>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))].sort();
  if (wanted.length === 0) return new Map();
  const { rows } = await tx.query<LockedRow>({ name: "lock-attempts", text: LOCK, values: [wanted] });
  // Dropped or made one with another since its ref was read.
  if (rows.length < wanted.length || rows.some(({ mergedInto }) => mergedInto !== null)) throw new StartAgain();
  return new Map(
    rows.map(({ hash, hashKey, masked, mergedInto: _, ...row }) => [
      row.id,
      { ...row, recipient: hash && { hash, hashKey, masked } },
    ]),
  );
}

type LockedRow = Omit<LockedAttempt, "recipient"> & {
  hash: Buffer | null;
  hashKey: string | null;
  masked: string | null;
  mergedInto: string | null;
};

/** Who callbacks say that locked attempts are about: fills in what is missing, and never overwrites. */
export async function fillRecipients(tx: Transaction, told: ReadonlyMap<string, ProtectedRecipient>): Promise<void> {
  for (const [id, recipient] of told) {
    const { hash, hashKey, ciphertext, masked, country, cryptoId } = recipient;
    const values = [id, hash, hashKey, ciphertext, masked, country, cryptoId];
    await tx.query({ name: "fill-attempt", text: FILL, values });
  }
}

const INSERT = insertRows(
  "verifications",
  { id: "uuid", crypto_id: "uuid", created_at: "timestamptz", connection_id: "uuid" },
  "",
  {
    target: "id, origin, crypto_id, version, demo, created_at, updated_at",
    source: `id, 'callback', crypto_id, $5::integer,
             coalesce((SELECT demo FROM provider_connections c WHERE c.id = r.connection_id), false), created_at, created_at`,
  },
);
const LOCK = `
  SELECT id, external_id AS "externalId", user_ref AS "userRef", recipient_hash AS hash,
         recipient_hash_key AS "hashKey", recipient_masked AS masked, recipients_differ AS "recipientsDiffer",
         merged_into AS "mergedInto"
    FROM verifications WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
const FILL = `
  UPDATE verifications
     SET recipient_hash = $2, recipient_hash_key = $3, recipient_ciphertext = $4, recipient_masked = $5,
         destination_country = coalesce(destination_country, $6), crypto_id = $7
   WHERE id = $1 AND recipient_hash IS NULL`;
