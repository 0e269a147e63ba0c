import { readHmacToken, signHmacToken } from "../kit/hmac-token";
import { providerTime } from "../kit/provider-time";
import { checkAge, digest, isSame } from "../kit/signature";
import type { Verification, WebhookRequest } from "../provider";

/** What proves callbacks of all Vonage's newer products: the account's secret, and which account it is. */
export type VonageSecrets = { signatureSecret: string; apiKey?: string };

/** Checks the token that a callback bears against its bytes, its account and its age. */
export function verifyVonageToken(
  request: WebhookRequest,
  secrets: VonageSecrets,
  toleranceSeconds: number,
): Verification {
  const header = request.headers.authorization;
  if (!header) return { ok: false, reason: "missing_signature" };
  const token = /^Bearer (\S+)$/.exec(header)?.[1];
  if (!token) return { ok: false, reason: "malformed_signature" };
  const read = readHmacToken(token, secrets.signatureSecret);
  if (!read.ok) return read;
  const { iss, iat, payload_hash, api_key } = read.claims;
  if (typeof payload_hash !== "string" || !isSame(payload_hash, digest("sha256", request.body).toString("hex"))) {
    return { ok: false, reason: "bad_body_hash" };
  }
  if (iss !== "Vonage" || (secrets.apiKey !== undefined && api_key !== secrets.apiKey)) {
    return { ok: false, reason: "wrong_account" };
  }
  const signedAt = typeof iat === "number" ? providerTime(iat) : undefined;
  return signedAt
    ? checkAge(signedAt, request.receivedAt, toleranceSeconds)
    : { ok: false, reason: "missing_timestamp" };
}

/** The `Authorization` header of a callback. */
export function vonageToken(body: Buffer, at: Date, { signatureSecret, apiKey }: VonageSecrets): string {
  const payloadHash = digest("sha256", body).toString("hex");
  const claims = {
    iat: Math.floor(at.getTime() / 1000),
    jti: payloadHash.slice(0, 32),
    iss: "Vonage",
    payload_hash: payloadHash,
    api_key: apiKey ?? "a1b2c3d4",
    application_id: "aaaaaaaa-bbbb-cccc-dddd-0123456789ab",
  };
  return `Bearer ${signHmacToken(claims, signatureSecret)}`;
}
