import { createHash, randomBytes } from "node:crypto";

/** A bearer token with 256 random bits, fit for a URL. */
export function newToken(prefix = ""): string {
  return prefix + randomBytes(32).toString("base64url");
}

/** What is stored of a token. One pass is enough: nobody guesses 256 random bits, unlike a password. */
export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
