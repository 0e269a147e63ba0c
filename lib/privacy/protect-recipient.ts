import { randomUUID } from "node:crypto";
import type { Channel } from "@/lib/delivery/fold/status";
import { spellingOf } from "@/lib/delivery/recipient/canonical-number";
import { parseRecipient, type RecipientProblem } from "@/lib/delivery/recipient/recipient";
import { hashRecipient, hashSpelling } from "./hash-recipient";
import { seal } from "./seal";

/** A recipient as it may be stored: found by hash, shown by mask, revealed by opening the ciphertext. */
export type ProtectedRecipient = {
  /** Of whom it reaches, whatever the spelling. */
  hash: Buffer;
  hashKey: string;
  /** Of the spelling, under the same key: tells reports apart, and is what rows from before may bear. */
  spellingHash: Buffer;
  /** Of the recipient as it was spelt. */
  ciphertext: Buffer;
  /** What the ciphertext is bound to; stored beside it. */
  cryptoId: string;
  masked: string;
  /** ISO 3166-1 alpha-2, null for addresses and handles. */
  country: string | null;
};

export type ReadRecipient =
  | { ok: true; recipient: ProtectedRecipient /** In the clear: for checks in memory only. */; normalised: string }
  | { ok: false; reason: RecipientProblem };

/** Reads a recipient in any form and protects it; what cannot be read is refused with a reason, never kept. */
export function protectRecipient(raw: string, options: { channel?: Channel } = {}): ReadRecipient {
  const parsed = parseRecipient(raw, options);
  if (!parsed.ok) return { ok: false, reason: parsed.reason };
  const { hash, keyId } = hashRecipient(parsed.normalised);
  const spellingHash = spellingOf(parsed.normalised) === null ? hash : hashSpelling(parsed.normalised).hash;
  const cryptoId = randomUUID();
  return {
    ok: true,
    normalised: parsed.normalised,
    recipient: {
      hash,
      hashKey: keyId,
      spellingHash,
      ciphertext: seal(Buffer.from(parsed.normalised, "utf8"), "recipient", cryptoId),
      cryptoId,
      masked: parsed.mask,
      country: parsed.country,
    },
  };
}
