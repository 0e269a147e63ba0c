import { createHmac } from "node:crypto";
import { requireKeys } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { open } from "./seal";

export type RecipientHash = { hash: Buffer; keyId: string };

/** HMAC-SHA-256 of a normalised recipient (E.164, or lower-case address) under the active pepper: 32 bytes. */
export function hashRecipient(normalised: string): RecipientHash {
  const [active] = hashRecipientAllKeys(normalised);
  if (!active) throw new AppError("misconfigured", "PHONE_HASH_KEYS is empty.");
  return active;
}

/** The hashes under every pepper, active first: for look-ups while keys are being changed. */
export function hashRecipientAllKeys(normalised: string): RecipientHash[] {
  return requireKeys("PHONE_HASH_KEYS").map(({ id, key }) => ({
    keyId: id,
    hash: createHmac("sha256", key).update(normalised).digest(),
  }));
}

/** What a row keeps of whom it went to. */
export type KeptRecipient = {
  recipientHash: Uint8Array | null;
  recipientHashKey: string | null;
  recipientCiphertext: Uint8Array | null;
  cryptoId: string;
};

/** The same text for the same recipient, whatever pepper was active when its row was made; null where none is known. */
export function recipientToken(row: KeptRecipient): string | null {
  const { recipientHash, recipientHashKey, recipientCiphertext, cryptoId } = row;
  if (!recipientHash) return null;
  const isCurrent = recipientHashKey === requireKeys("PHONE_HASH_KEYS")[0]?.id;
  if (isCurrent || !recipientCiphertext) return Buffer.from(recipientHash).toString("hex");
  return hashRecipient(open(recipientCiphertext, "recipient", cryptoId).toString("utf8")).hash.toString("hex");
}
