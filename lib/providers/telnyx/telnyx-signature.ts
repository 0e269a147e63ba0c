import { isEd25519Signature, publicPointOf, signEd25519 } from "../kit/ed25519";
import { checkAge, decodeBase64 } from "../kit/signature";
import type { Verification, WebhookRequest } from "../provider";

/** Ed25519 over the timestamp, a bar and the raw body. */
export function verifyTelnyxSignature(request: WebhookRequest, key: string, toleranceSeconds: number): Verification {
  const header = request.headers["telnyx-signature-ed25519"];
  if (!header) return { ok: false, reason: "missing_signature" };
  const timestamp = request.headers["telnyx-timestamp"];
  if (!timestamp || !/^\d{1,12}$/.test(timestamp)) return { ok: false, reason: "missing_timestamp" };
  const signature = decodeBase64(header, 64);
  if (!signature) return { ok: false, reason: "malformed_signature" };
  const point = readKey(key)?.point;
  if (!point || !isEd25519Signature(signature, signedContent(timestamp, request.body), point)) {
    return { ok: false, reason: "bad_signature" };
  }
  return checkAge(new Date(Number(timestamp) * 1000), request.receivedAt, toleranceSeconds);
}

/** The headers that `verifyTelnyxSignature` takes. */
export function telnyxHeaders(body: Buffer, at: Date, key: string): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const seed = readKey(key)?.seed;
  if (!seed) throw new Error("A public key checks signatures and cannot make them");
  const signature = signEd25519(signedContent(timestamp, body), seed);
  return { "telnyx-timestamp": timestamp, "telnyx-signature-ed25519": signature.toString("base64") };
}

function signedContent(timestamp: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${timestamp}|`), body]);
}

/** A public key of 32 bytes; or one's own pair of 64, seed first, which can also sign: for trying out. */
export function readKey(text: string): { point: Buffer; seed?: Buffer } | undefined {
  const bytes = decodeBase64(text);
  if (bytes?.length === 32) return { point: bytes };
  if (bytes?.length !== 64) return undefined;
  const [seed, point] = [bytes.subarray(0, 32), bytes.subarray(32)];
  return publicPointOf(seed).equals(point) ? { seed, point } : undefined;
}

/** A pair as `readKey` takes it, of a seed in hexadecimal digits. */
export function keyPairOf(hexSeed: string): string {
  const seed = Buffer.from(hexSeed, "hex");
  return Buffer.concat([seed, publicPointOf(seed)]).toString("base64");
}
