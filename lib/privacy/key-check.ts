import { createHmac, timingSafeEqual } from "node:crypto";
import type { KeyRing } from "@/lib/env-values";

export const KEY_RINGS = ["ENCRYPTION_KEYS", "PHONE_HASH_KEYS"] as const;
/** A key ring, by the name of its variable. */
export type RingName = (typeof KEY_RINGS)[number];
export type Rings = Record<RingName, KeyRing>;

/** A key in use, and what proves it. */
export type KeyCheck = { ring: RingName; keyId: string; value: Uint8Array };

/** What a key makes of a constant: proves that another process holds the same key, and tells nothing of it. */
export function checkOf(ring: RingName, { id, key }: KeyRing[number]): KeyCheck {
  return { ring, keyId: id, value: createHmac("sha256", key).update(`key check of ${ring}`).digest() };
}

/** The keys that this process will write with: what is stored from here on needs them. */
export function writingKeys(rings: Rings): KeyCheck[] {
  return KEY_RINGS.flatMap((ring) => {
    const [active] = rings[ring];
    // Bodies of callbacks are told apart under the oldest pepper.
    const oldest = ring === "PHONE_HASH_KEYS" ? rings[ring].at(-1) : undefined;
    return [...new Set([active, oldest])].flatMap((key) => (key ? [checkOf(ring, key)] : []));
  });
}

/** In one line, the first key in use that these rings lack or hold wrongly; null when they fit. */
export function keyProblem(rings: Rings, inUse: readonly KeyCheck[]): string | null {
  for (const { ring, keyId, value } of inUse) {
    const held = rings[ring].find(({ id }) => id === keyId);
    if (held && isSame(checkOf(ring, held).value, value)) continue;
    if (isInOtherRing(rings, ring, value)) return `${ring} holds a key of another variable: the two are swapped.`;
    return held ? wrongKey(ring, keyId) : missingKey(ring, keyId);
  }
  return null;
}

export function missingKey(ring: RingName, keyId: string): string {
  return `${ring} lacks the key ${keyId}, which stored values need: put it back, behind the active one.`;
}

export function wrongKey(ring: RingName, keyId: string): string {
  return `${ring}: the key ${keyId} is not the one that stored values were written with: put that one back.`;
}

function isInOtherRing(rings: Rings, ring: RingName, value: Uint8Array): boolean {
  const others = KEY_RINGS.filter((other) => other !== ring).flatMap((other) => rings[other]);
  return others.some((key) => isSame(checkOf(ring, key).value, value));
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
