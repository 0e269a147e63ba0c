import { open } from "@/lib/privacy/seal";
import { idRange } from "../sql/id-range";
import type { Transaction } from "../sql/transaction";

/** A recipient as it is stored; null where none is known. */
type Sealed = { ciphertext: Buffer | null; cryptoId: string };

/** The recipients of messages, opened to compare with, in memory only; by our id. */
export async function numbersOfMessages(tx: Transaction, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const values = [ids, ...idRange(ids)];
  const { rows } = await tx.query<Sealed & { id: string }>({ name: "sealed-recipients", text: READ, values });
  return new Map(rows.flatMap(({ id, ...sealed }) => openNumber(sealed).map((number) => [id, number] as const)));
}

export function openNumber({ ciphertext, cryptoId }: Sealed): string[] {
  return ciphertext ? [open(ciphertext, "recipient", cryptoId).toString("utf8")] : [];
}

const READ = `SELECT id, recipient_ciphertext AS ciphertext, crypto_id AS "cryptoId"
  FROM messages WHERE id = ANY ($1::uuid[]) AND id BETWEEN $2 AND $3`;
