import { createHmac } from "node:crypto";
import { requireKeys } from "@/lib/env";

/**
 * Keyed hash of a callback's bytes, 32 hex digits: tells bodies apart without revealing a guessable one.
 * Under the oldest pepper, so that adding a newer one does not make an honest retry look different.
 */
export function hashBody(bytes: Buffer | string): string {
  const oldest = requireKeys("PHONE_HASH_KEYS").at(-1);
  return createHmac("sha256", oldest?.key ?? "")
    .update("body\u0000")
    .update(bytes)
    .digest("hex")
    .slice(0, 32);
}
