import { canonicalNumber } from "@/lib/delivery/recipient/canonical-number";
import { maskRecipient } from "@/lib/delivery/recipient/mask-recipient";
import { hashRecipientAllKeys } from "@/lib/privacy/hash-recipient";
import { open } from "@/lib/privacy/seal";

export type StoredRecipient = {
  id: string;
  hash: Buffer | null;
  hashKey: string | null;
  ciphertext: Buffer | null;
  cryptoId: string;
};

export type Rehashed = { id: string; oldHash: Buffer; hash: Buffer; masked: string };

/**
 * The rows whose hash is not that of whom their number reaches, with what it is, under the key that they were hashed
 * by. A number that no key opens, or whose key is gone, stays as it is.
 */
export function staleRecipients(rows: readonly StoredRecipient[]): Rehashed[] {
  return rows.flatMap(({ id, hash, hashKey, ciphertext, cryptoId }) => {
    const number = hash && ciphertext ? opened(ciphertext, cryptoId) : null;
    if (!hash || number === null) return [];
    const canonical = canonicalNumber(number);
    const wanted = hashRecipientAllKeys(canonical).find(({ keyId }) => keyId === hashKey)?.hash;
    if (!wanted || wanted.equals(hash)) return [];
    return [{ id, oldHash: hash, hash: wanted, masked: maskRecipient(canonical) }];
  });
}

/** In memory only. */
function opened(ciphertext: Buffer, cryptoId: string): string | null {
  try {
    return open(ciphertext, "recipient", cryptoId).toString("utf8");
  } catch {
    return null;
  }
}
