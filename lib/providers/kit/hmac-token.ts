import type { RefusalReason } from "../provider";
import { asObject, type JsonObject } from "./read-json";
import { hmac, isSame } from "./signature";

export type SignedClaims = { ok: true; claims: JsonObject } | { ok: false; reason: RefusalReason };

const HASHES = { HS256: "sha256", HS384: "sha384", HS512: "sha512" } as const;
export type TokenAlgorithm = keyof typeof HASHES;

/** The claims of a JWT signed with a shared secret. Which algorithms count is ours to choose, never the token's. */
export function readHmacToken(
  token: string,
  secret: string,
  allowed: readonly TokenAlgorithm[] = ["HS256"],
): SignedClaims {
  const [head, payload, signature, ...more] = token.split(".");
  if (!head || !payload || !signature || more.length > 0) return { ok: false, reason: "malformed_signature" };
  const header = decodePart(head);
  if (!header) return { ok: false, reason: "malformed_signature" };
  const algorithm = allowed.find((name) => name === header.alg);
  if (!algorithm) return { ok: false, reason: "bad_algorithm" };
  // Compared as text: other spellings of the same bytes are no signature.
  const expected = hmac(HASHES[algorithm], secret, `${head}.${payload}`).toString("base64url");
  if (!isSame(signature, expected)) return { ok: false, reason: "bad_signature" };
  const claims = decodePart(payload);
  return claims ? { ok: true, claims } : { ok: false, reason: "malformed_signature" };
}

export function signHmacToken(claims: JsonObject, secret: string, algorithm: TokenAlgorithm = "HS256"): string {
  const [head, payload] = [{ typ: "JWT", alg: algorithm }, claims].map(encodePart);
  const signature = hmac(HASHES[algorithm], secret, `${head}.${payload}`).toString("base64url");
  return `${head}.${payload}.${signature}`;
}

function encodePart(part: JsonObject): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

function decodePart(part: string): JsonObject | undefined {
  try {
    return asObject(JSON.parse(Buffer.from(part, "base64url").toString("utf8")));
  } catch {
    return undefined;
  }
}
