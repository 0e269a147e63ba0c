import { open } from "@/lib/privacy/seal";

/** One set of secret values that a callback may be verified with, and the rows that they come from. */
export type SecretSet = { values: Record<string, string>; secretIds: string[]; expiresAt: Date | null };

export type SecretRow = { id: string; name: string; ciphertext: Uint8Array; expiresAt: Date | null };

const MAX_SECRET_SETS = 8;

/** Every combination of one value per secret name, newest first. */
export function secretSets(rows: readonly SecretRow[]): SecretSet[] {
  let sets: SecretSet[] = [{ values: {}, secretIds: [], expiresAt: null }];
  for (const name of new Set(rows.map((row) => row.name))) {
    const values = rows.filter((row) => row.name === name);
    sets = sets.flatMap((set) => values.map((row) => withSecret(set, row))).slice(0, MAX_SECRET_SETS);
  }
  return sets;
}

function withSecret(set: SecretSet, row: SecretRow): SecretSet {
  const ends = [set.expiresAt, row.expiresAt].filter((at) => at !== null).map((at) => at.getTime());
  return {
    values: { ...set.values, [row.name]: open(row.ciphertext, "secret", row.id).toString("utf8") },
    secretIds: [...set.secretIds, row.id],
    expiresAt: ends.length === 0 ? null : new Date(Math.min(...ends)),
  };
}

export function inForce({ expiresAt }: SecretSet, at: Date): boolean {
  return expiresAt === null || expiresAt > at;
}
