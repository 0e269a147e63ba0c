import { createHmac } from "node:crypto";
import type { ClientBase } from "pg";
import { checkOf, type KeyCheck, missingKey, type RingName, type Rings, wrongKey } from "@/lib/privacy/key-check";
import { keyIdOf, open, type SealPurpose } from "@/lib/privacy/seal";

type Queryable = Pick<ClientBase, "query">;

/** A value as it is stored, and the id of the key that made it. */
type Specimen = { keyId: string; isProof(): boolean };
type Proof = { ok: true; keys: KeyCheck[] } | { ok: false; problem: string };

/**
 * Proves the keys of a ring by what they once wrote: for a database that was filled before keys had checks. The oldest
 * and the newest values of each table are tried; a key is wrong when none of its values opens.
 */
export async function proveKeys(client: Queryable, ring: RingName, rings: Rings): Promise<Proof> {
  const specimens = await (ring === "ENCRYPTION_KEYS" ? sealedValues(client) : hashedRecipients(client, rings[ring]));
  const keys: KeyCheck[] = [];
  for (const keyId of new Set(specimens.map((specimen) => specimen.keyId))) {
    const key = rings[ring].find(({ id }) => id === keyId);
    if (!key) return { ok: false, problem: missingKey(ring, keyId) };
    const isProven = specimens.some((specimen) => specimen.keyId === keyId && specimen.isProof());
    if (!isProven) return { ok: false, problem: wrongKey(ring, keyId) };
    keys.push(checkOf(ring, key));
  }
  return { ok: true, keys };
}

type Sealed = { purpose: SealPurpose; cryptoId: string; sealed: Uint8Array };

async function sealedValues(client: Queryable): Promise<Specimen[]> {
  const specimens: Specimen[] = [];
  for (const sql of SEALED) {
    const { rows } = await client.query<Sealed>(sql);
    for (const { purpose, cryptoId, sealed } of rows) {
      specimens.push({ keyId: keyIdOf(sealed), isProof: () => tryOpen({ purpose, cryptoId, sealed }) !== null });
    }
  }
  return specimens;
}

type Hashed = Sealed & { hash: Uint8Array; hashKey: string };

/** Recipients that open, beside their hashes. What does not open proves nothing of the hash. */
async function hashedRecipients(client: Queryable, ring: Rings["PHONE_HASH_KEYS"]): Promise<Specimen[]> {
  const specimens: Specimen[] = [];
  for (const sql of RECIPIENTS) {
    for (const row of (await client.query<Hashed>(sql)).rows) {
      const recipient = tryOpen(row);
      const key = ring.find(({ id }) => id === row.hashKey)?.key ?? "";
      const isProof = () =>
        createHmac("sha256", key)
          .update(recipient ?? "")
          .digest()
          .equals(row.hash);
      if (recipient) specimens.push({ keyId: row.hashKey, isProof });
    }
  }
  return specimens;
}

function tryOpen({ sealed, purpose, cryptoId }: Sealed): Buffer | null {
  try {
    return open(sealed, purpose, cryptoId);
  } catch {
    return null;
  }
}

const EACH_END = 20;
const bothEnds = (columns: string, from: string, order: string) => `
  (SELECT ${columns} FROM ${from} ORDER BY ${order} LIMIT ${EACH_END}) UNION ALL
  (SELECT ${columns} FROM ${from} ORDER BY ${order} DESC LIMIT ${EACH_END})`;

const RECIPIENT = `'recipient' AS purpose, crypto_id AS "cryptoId", recipient_ciphertext AS sealed`;
const PAYLOAD = `'payload' AS purpose, crypto_id AS "cryptoId", ciphertext AS sealed`;
const HASHED = `${RECIPIENT}, recipient_hash AS hash, recipient_hash_key AS "hashKey"`;
const recipientsOf = (columns: string) =>
  ["messages", "verifications"].map(
    (table) => `
    SELECT * FROM (${bothEnds(columns, table, "id")}) AS ends WHERE sealed IS NOT NULL`,
  );
const RECIPIENTS = recipientsOf(HASHED);
const SEALED = [
  `SELECT 'secret' AS purpose, id AS "cryptoId", ciphertext AS sealed FROM connection_secrets`,
  bothEnds(
    `'audit' AS purpose, number::text AS "cryptoId", personal AS sealed`,
    "audit_log WHERE personal IS NOT NULL",
    "number",
  ),
  ...recipientsOf(RECIPIENT),
  bothEnds(PAYLOAD, "event_payloads", "message_id"),
  bothEnds(PAYLOAD, "review_payloads", "review_item_id"),
];
