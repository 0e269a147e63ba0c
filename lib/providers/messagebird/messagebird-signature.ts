import querystring from "node:querystring";
import { formFields, queryOf } from "../kit/form-fields";
import { readHmacToken, signHmacToken } from "../kit/hmac-token";
import { providerTime } from "../kit/provider-time";
import { checkAge, decodeBase64, decodeHex, digest, hmac, isSame } from "../kit/signature";
import type { Verification, WebhookRequest } from "../provider";

/** How long a token counts, by its own claims. */
const TOKEN_SECONDS = 60;
/** As long as MessageBird's library takes the older signature. */
const LEGACY_SECONDS = 100;

/** The token of `MessageBird-Signature-JWT` where there is one, else the older signature; both are made with one key. */
export function verifyMessagebirdSignature(
  request: WebhookRequest,
  signingKey: string,
  clockSeconds: number,
): Verification {
  const token = request.headers["messagebird-signature-jwt"];
  return token
    ? verifyToken(request, token, signingKey, clockSeconds)
    : verifyLegacy(request, signingKey, clockSeconds);
}

export function messagebirdToken(request: WebhookRequest, signingKey: string): string {
  const seconds = Math.floor(request.receivedAt.getTime() / 1000);
  const content = digest("sha256", Buffer.concat([Buffer.from(request.url), request.body])).toString("hex");
  const claims = {
    iss: "MessageBird",
    nbf: seconds,
    exp: seconds + TOKEN_SECONDS,
    jti: `${content.slice(0, 8)}-${content.slice(8, 12)}-4${content.slice(13, 16)}-8${content.slice(17, 20)}-${content.slice(20, 32)}`,
    url_hash: digest("sha256", request.url).toString("hex"),
    ...(request.body.length > 0 && { payload_hash: digest("sha256", request.body).toString("hex") }),
  };
  return signHmacToken(claims, signingKey);
}

function verifyToken(request: WebhookRequest, token: string, signingKey: string, clockSeconds: number): Verification {
  const read = readHmacToken(token, signingKey, ["HS256", "HS384", "HS512"]);
  if (!read.ok) return read;
  const { iss, nbf, exp, jti, url_hash, payload_hash } = read.claims;
  if (iss !== "MessageBird") return { ok: false, reason: "wrong_account" };
  if (jti === undefined) return { ok: false, reason: "malformed_signature" };
  if (!isHashOf(url_hash, Buffer.from(request.url))) return { ok: false, reason: "bad_signature" };
  const isUncovered = payload_hash === undefined && request.body.length === 0;
  if (!isUncovered && !isHashOf(payload_hash, request.body)) return { ok: false, reason: "bad_body_hash" };
  if (typeof nbf !== "number" || typeof exp !== "number") return { ok: false, reason: "missing_timestamp" };
  const now = Math.floor(request.receivedAt.getTime() / 1000);
  const counts = nbf <= now + clockSeconds && exp > now - clockSeconds;
  return counts ? { ok: true } : { ok: false, reason: "stale_timestamp" };
}

function isHashOf(claim: unknown, content: Buffer): boolean {
  const hash = typeof claim === "string" ? decodeHex(claim, 32) : undefined;
  return hash !== undefined && isSame(hash, digest("sha256", content));
}

/** Over the time, the query and the bytes of the body's hash. */
function verifyLegacy(request: WebhookRequest, signingKey: string, clockSeconds: number): Verification {
  const header = request.headers["messagebird-signature"];
  if (!header) return { ok: false, reason: "missing_signature" };
  const signature = decodeBase64(header, 32);
  if (!signature) return { ok: false, reason: "malformed_signature" };
  const timestamp = request.headers["messagebird-request-timestamp"];
  const signedAt = timestamp && /^\d{1,12}$/.test(timestamp) ? providerTime(timestamp) : undefined;
  if (!signedAt) return { ok: false, reason: "missing_timestamp" };
  const isSigned = sortedQueries(request.url).some((query) =>
    isSame(signature, hmac("sha256", signingKey, `${timestamp}\n${query}\n`, digest("sha256", request.body))),
  );
  if (!isSigned) return { ok: false, reason: "bad_signature" };
  return checkAge(signedAt, request.receivedAt, Math.max(LEGACY_SECONDS, clockSeconds));
}

/** The query by names in order, as MessageBird's libraries encode it: Node's leaves more as it is than the others. */
function sortedQueries(url: string): string[] {
  const fields = [...formFields(queryOf(url))]
    .flatMap(([name, values]) => values.map((value) => [name, withPlus(name, value)] as const))
    .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
  return [formEncoded, querystring.escape].map((encode) =>
    fields.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&"),
  );
}

/** A zone's `+` that came unescaped has become a space. */
function withPlus(name: string, value: string): string {
  return name === "statusDatetime" ? value.replaceAll(" ", "+") : value;
}

function formEncoded(text: string): string {
  const escaped = encodeURIComponent(text).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return escaped.replaceAll("%20", "+");
}
