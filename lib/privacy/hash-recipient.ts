import { createHmac } from "node:crypto";
import { requireKeys } from "@/lib/env";
import { AppError } from "@/lib/errors";

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
