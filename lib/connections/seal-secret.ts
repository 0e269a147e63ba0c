import { createHmac } from "node:crypto";
import { requireKeys } from "@/lib/env";
import { newId } from "@/lib/ids";
import { seal } from "@/lib/privacy/seal";

export type SealedSecret = { id: string; name: string; ciphertext: Uint8Array<ArrayBuffer>; fingerprint: string };

/** A secret as it is stored: sealed under its own id, with a fingerprint to tell it by. */
export function sealSecret(name: string, value: string, now: Date): SealedSecret {
  const id = newId(now);
  const ciphertext = new Uint8Array(seal(Buffer.from(value, "utf8"), "secret", id));
  return { id, name, ciphertext, fingerprint: fingerprint(value) };
}

// Keyed: a bare hash of a short or well-known secret could be guessed from its first digits.
function fingerprint(value: string): string {
  const [active] = requireKeys("ENCRYPTION_KEYS");
  return createHmac("sha256", active?.key ?? "")
    .update(`fingerprint:${value}`)
    .digest("hex")
    .slice(0, 8);
}
