import type { ClientBase } from "pg";
import { readPool } from "@/lib/db";
import { requireKeys } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { KEY_RINGS, type KeyCheck, keyProblem, type Rings, writingKeys } from "@/lib/privacy/key-check";
import { proveKeys } from "./prove-keys";

type Queryable = Pick<ClientBase, "query">;

/** Refuses to go on with keys that do not fit what is stored. A database without tables has nothing to compare with. */
export async function refuseWrongKeys(): Promise<void> {
  const { rows } = await readPool().query<{ there: boolean }>("SELECT to_regclass('key_checks') IS NOT NULL AS there");
  if (rows[0]?.there) refuse(await findKeyProblem());
}

/**
 * Proves the keys of this process against those in use, and notes the ones that it will write with. Of two processes
 * that begin a database with different keys at once, the second is refused.
 */
export async function claimKeys(): Promise<void> {
  const rings = ringsOfProcess();
  const inUse = await readKeyChecks();
  refuse(keyProblem(rings, inUse));
  const proven: KeyCheck[] = [];
  for (const ring of KEY_RINGS.filter((name) => !inUse.some((check) => check.ring === name))) {
    const proof = await proveKeys(readPool(), ring, rings);
    if (!proof.ok) return refuse(proof.problem);
    proven.push(...proof.keys);
  }
  await noteKeys([...proven, ...writingKeys(rings)]);
  refuse(await findKeyProblem());
}

/** What is wrong with the keys of this process, as things are now; null when nothing is. */
export async function findKeyProblem(): Promise<string | null> {
  return keyProblem(ringsOfProcess(), await readKeyChecks());
}

/** The keys that stored values need. */
export async function readKeyChecks(client: Queryable = readPool()): Promise<KeyCheck[]> {
  const sql = `SELECT ring, key_id AS "keyId", value FROM key_checks ORDER BY ring, key_id`;
  return (await client.query<KeyCheck>(sql)).rows;
}

async function noteKeys(checks: readonly KeyCheck[]): Promise<void> {
  await readPool().query(
    `INSERT INTO key_checks (ring, key_id, value) SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[])
     ON CONFLICT DO NOTHING`,
    [checks.map(({ ring }) => ring), checks.map(({ keyId }) => keyId), checks.map(({ value }) => value)],
  );
}

function ringsOfProcess(): Rings {
  return { ENCRYPTION_KEYS: requireKeys("ENCRYPTION_KEYS"), PHONE_HASH_KEYS: requireKeys("PHONE_HASH_KEYS") };
}

function refuse(problem: string | null): void {
  if (problem !== null) throw new AppError("misconfigured", problem);
}
