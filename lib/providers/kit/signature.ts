import { type BinaryLike, createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Verification } from "../provider";

export type HashName = "md5" | "sha1" | "sha256" | "sha384" | "sha512";

/** Equal, in a time that tells nothing about where two values differ, whatever their lengths. */
export function isSame(left: string | Uint8Array, right: string | Uint8Array): boolean {
  const isBytes = typeof left !== "string" && typeof right !== "string";
  if (isBytes && left.length === right.length) return timingSafeEqual(left, right);
  return timingSafeEqual(digest("sha256", left), digest("sha256", right));
}

export function hmac(hash: HashName, key: BinaryLike, ...content: (string | Uint8Array)[]): Buffer {
  const mac = createHmac(hash, key);
  for (const piece of content) mac.update(piece);
  return mac.digest();
}

export function digest(hash: HashName, content: string | Uint8Array): Buffer {
  return createHash(hash).update(content).digest();
}

/**
 * A signature of `length` bytes written as hex or base64. Only the one spelling of each encoding counts (no mixed
 * case, no loose bits), so that a changed character is always a changed signature.
 */
export function decodeSignature(text: string, length: number): Buffer | undefined {
  return decodeHex(text, length) ?? decodeBase64(text, length);
}

export function decodeHex(text: string, length: number): Buffer | undefined {
  if (text.length !== length * 2 || !/^(?:[0-9a-f]+|[0-9A-F]+)$/.test(text)) return undefined;
  return Buffer.from(text, "hex");
}

/** Standard or URL alphabet, with or without padding; any length unless one is named. */
export function decodeBase64(text: string, length?: number): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  if (bytes.length === 0 || (length !== undefined && bytes.length !== length)) return undefined;
  const standard = bytes.toString("base64");
  const spellings = [standard, standard.replace(/=+$/, ""), bytes.toString("base64url")];
  return spellings.includes(text) ? bytes : undefined;
}

/** A clock that runs a little ahead is no attack. */
const FUTURE_SECONDS = 300;

/** Whether a signed time is neither older than `toleranceSeconds` nor from the future. */
export function checkAge(signedAt: Date, receivedAt: Date, toleranceSeconds: number): Verification {
  const ageSeconds = (receivedAt.getTime() - signedAt.getTime()) / 1000;
  const fresh = ageSeconds <= toleranceSeconds && ageSeconds >= -FUTURE_SECONDS;
  return fresh ? { ok: true } : { ok: false, reason: "stale_timestamp" };
}
