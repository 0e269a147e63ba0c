import { createHash, timingSafeEqual } from "node:crypto";

/** Compares in a time that tells nothing, not even of lengths. */
export function isSameSecret(given: string, own: string): boolean {
  return timingSafeEqual(digest(given), digest(own));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
