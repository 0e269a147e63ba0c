import { idRange } from "../sql/id-range";
import { isOutOfTime } from "../sql/sql-errors";
import { together } from "../sql/together";
import { lockTimeout, type Transaction } from "../sql/transaction";
import { type Naming, refKey } from "./message-ref";
import { type Claim, findNamed, insertClaims } from "./message-refs";

/**
 * For each naming, whether another transaction is working on what it names: on the message, on its attempt, or on a
 * reference that is being claimed. Waits for nobody, and changes nothing.
 */
export async function heldNamings(tx: Transaction, namings: readonly Naming[]): Promise<boolean[]> {
  const { ids, created, dropped, sameMessage, claims } = await findNamed(tx, namings);
  const known = [...ids, ...sameMessage.map(({ younger }) => younger)].filter(
    (id) => !created.has(id) && !dropped.has(id),
  );
  const [, free, taken] = await together([tx.query(lockTimeout(1)), freeMessages(tx, known), takenClaims(tx, claims)]);
  const held = new Set(known.filter((id) => !free.has(id)));
  const tied = new Set(sameMessage.filter(({ younger }) => held.has(younger)).map(({ older }) => older));
  return namings.map(({ refs }, index) => {
    const id = ids[index] ?? "";
    return held.has(id) || tied.has(id) || refs.some((ref) => taken.has(refKey(ref)));
  });
}

async function freeMessages(tx: Transaction, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const values = [[...new Set(ids)], ...idRange(ids)];
  const { rows } = await tx.query<{ id: string }>({ name: "free-messages", text: FREE, values });
  return new Set(rows.map(({ id }) => id));
}

/** Refs that somebody else is about to claim, as `refKey`s: that is told only by waiting, so they are tried in halves. */
async function takenClaims(tx: Transaction, claims: readonly Claim[]): Promise<Set<string>> {
  if (claims.length === 0) return new Set();
  const [, outcome] = await Promise.allSettled([
    tx.query("SAVEPOINT claims"),
    insertClaims(tx, claims),
    tx.query("ROLLBACK TO SAVEPOINT claims"),
  ]);
  if (outcome.status === "fulfilled") return new Set();
  if (!isOutOfTime(outcome.reason)) throw outcome.reason;
  const [only, ...others] = claims;
  if (only && others.length === 0) return new Set([refKey(only)]);
  const middle = Math.ceil(claims.length / 2);
  const first = await takenClaims(tx, claims.slice(0, middle));
  return new Set([...first, ...(await takenClaims(tx, claims.slice(middle)))]);
}

const FREE = `
  WITH free AS MATERIALIZED (
         SELECT id, verification_id FROM messages WHERE id = ANY ($1::uuid[]) AND id BETWEEN $2 AND $3
          ORDER BY id FOR NO KEY UPDATE SKIP LOCKED),
       attempts AS MATERIALIZED (
         SELECT id FROM verifications WHERE id IN (SELECT verification_id FROM free)
          ORDER BY id FOR NO KEY UPDATE SKIP LOCKED)
  SELECT id FROM free WHERE verification_id IS NULL OR verification_id IN (SELECT id FROM attempts)`;
