import type { RefusalReason } from "../provider";
import { asObject, type JsonObject } from "./read-json";
import { hmac, isSame } from "./signature";

export type SignedClaims = { ok: true; claims: JsonObject } | { ok: false; reason: RefusalReason };

/** The claims of a JWT signed with HS256. The algorithm is ours to choose, never the token's. */
export function readHs256Token(token: string, secret: string): SignedClaims {
  const [head, payload, signature, ...more] = token.split(".");
  if (!head || !payload || !signature || more.length > 0) return { ok: false, reason: "malformed_signature" };
  const header = decodePart(head);
  if (!header) return { ok: false, reason: "malformed_signature" };
  if (header.alg !== "HS256") return { ok: false, reason: "bad_algorithm" };
  // Compared as text: other spellings of the same bytes are no signature.
  const expected = hmac("sha256", secret, `${head}.${payload}`).toString("base64url");
  if (!isSame(signature, expected)) return { ok: false, reason: "bad_signature" };
  const claims = decodePart(payload);
  return claims ? { ok: true, claims } : { ok: false, reason: "malformed_signature" };
}

export function signHs256Token(claims: JsonObject, secret: string): string {
  const [head, payload] = [{ typ: "JWT", alg: "HS256" }, claims].map(encodePart);
  const signature = hmac("sha256", secret, `${head}.${payload}`).toString("base64url");
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
