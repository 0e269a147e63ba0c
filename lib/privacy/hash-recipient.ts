import { createHmac } from "node:crypto";
import { canonicalNumber, formsOf } from "@/lib/delivery/recipient/canonical-number";
import { requireKeys } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { open } from "./seal";

export type RecipientHash = { hash: Buffer; keyId: string };

/**
 * HMAC-SHA-256 of whom a normalised recipient (E.164, or lower-case address) reaches, under the active pepper: 32
 * bytes, the same for all spellings of one subscriber's number.
 */
export function hashRecipient(normalised: string): RecipientHash {
  return hashSpelling(canonicalNumber(normalised));
}

/** Of the very text. */
export function hashSpelling(text: string): RecipientHash {
  const [active] = requireKeys("PHONE_HASH_KEYS");
  if (!active) throw new AppError("misconfigured", "PHONE_HASH_KEYS is empty.");
  return keyed(text, active);
}

/** The same under every pepper, the active one's first. */
export function hashSpellingAllKeys(text: string): RecipientHash[] {
  return requireKeys("PHONE_HASH_KEYS").map((key) => keyed(text, key));
}

/**
 * All hashes that stored rows of a recipient may bear, the active pepper's first: under older keys while keys are being
 * changed, and of its other spellings, for rows that are not hashed anew yet.
 */
export function hashRecipientAllKeys(normalised: string): RecipientHash[] {
  const canonical = canonicalNumber(normalised);
  const forms = [canonical, ...formsOf(normalised).filter((form) => form !== canonical)];
  return forms.flatMap((form) => requireKeys("PHONE_HASH_KEYS").map((key) => keyed(form, key)));
}

function keyed(text: string, { id, key }: { id: string; key: Buffer }): RecipientHash {
  return { keyId: id, hash: createHmac("sha256", key).update(text).digest() };
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
