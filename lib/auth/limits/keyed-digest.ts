import { createHmac } from "node:crypto";
import { requireKeys } from "@/lib/env";
import { AppError } from "@/lib/errors";

/** A keyed hash of what must not be stored, or of what must not be forged. */
export function keyedDigest(text: string): string {
  return keyedDigests(text)[0];
}

/** The same under every key, the active one first: what was made under an earlier key is still known. */
export function keyedDigests(text: string): [string, ...string[]] {
  const [active, ...earlier] = requireKeys("PHONE_HASH_KEYS");
  if (!active) throw new AppError("misconfigured", "PHONE_HASH_KEYS is empty.");
  const digest = ({ key }: typeof active) => createHmac("sha256", key).update(text).digest("base64url");
  return [digest(active), ...earlier.map(digest)];
}
