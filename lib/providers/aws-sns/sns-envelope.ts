import { createPublicKey, type KeyObject, verify as verifyBytes } from "node:crypto";
import { type JsonObject, member, readJsonObject } from "../kit/read-json";
import { decodeBase64, hmac } from "../kit/signature";
import type { ParseProblem, RefusalReason, WebhookRequest } from "../provider";

/** What SNS posts: a notification with the event as text, or the question whether the topic may be subscribed. */
export type SnsEnvelope = Readonly<Record<string, string>>;

const TYPES = ["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"];

/** The texts of an envelope; what is no text is not signed, and not read. */
export function readEnvelope(body: Buffer): { ok: true; envelope: SnsEnvelope } | { ok: false; problem: ParseProblem } {
  const read = readJsonObject(body);
  if (!read.ok) return read;
  const type = member(read.value, "Type");
  if (typeof type !== "string" || !TYPES.includes(type)) return { ok: false, problem: "unexpected_shape" };
  return { ok: true, envelope: textsOf(read.value) };
}

function textsOf(body: JsonObject): SnsEnvelope {
  const texts: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(body)) if (typeof value === "string") texts[name] = value;
  return texts;
}

const OF_NOTIFICATION = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "TopicArn", "Type"];
const OF_CONFIRMATION = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];

/** What AWS signs: of each field that is there its name and value, a line each. */
export function signedText(envelope: SnsEnvelope): string {
  return (envelope.Type === "Notification" ? OF_NOTIFICATION : OF_CONFIRMATION)
    .filter((name) => envelope[name] !== undefined)
    .map((name) => `${name}\n${envelope[name]}\n`)
    .join("");
}

const AWS_HOST = /^sns\.[a-z0-9-]{3,}\.amazonaws\.com(?:\.cn)?$/;

/** An address at SNS itself: nothing that somebody else may have written is fetched from elsewhere. */
export function addressAtAws(text: string | undefined): URL | undefined {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  const isPinned = url?.protocol === "https:" && AWS_HOST.test(url.host) && !url.username && !url.password;
  return isPinned ? url : undefined;
}

/** Where the certificate lies that an envelope is signed with. */
export function certificateAddress(envelope: SnsEnvelope): URL | undefined {
  const url = addressAtAws(envelope.SigningCertURL);
  return url?.pathname.endsWith(".pem") && url.search === "" && url.hash === "" ? url : undefined;
}

const HASHES: Readonly<Record<string, string>> = { "1": "sha1", "2": "sha256" };

/** Why AWS's signature does not prove the envelope; null where it does. */
export function refusalOf(
  envelope: SnsEnvelope,
  certificates: ReadonlyMap<string, string> | undefined,
): RefusalReason | null {
  const version = envelope.SignatureVersion ?? "";
  const hash = Object.hasOwn(HASHES, version) ? HASHES[version] : undefined;
  if (!hash) return "bad_algorithm";
  const [address, signature] = [certificateAddress(envelope), decodeBase64(envelope.Signature ?? "")];
  if (!address || !signature) return "malformed_signature";
  const key = publicKey(certificates?.get(address.href));
  if (!key) return "missing_document";
  return verifyBytes(hash, Buffer.from(signedText(envelope)), key, signature) ? null : "bad_signature";
}

function publicKey(certificate: string | undefined): KeyObject | undefined {
  try {
    const key = certificate === undefined ? undefined : createPublicKey(certificate);
    return key?.asymmetricKeyType === "rsa" ? key : undefined;
  } catch {
    return undefined;
  }
}

/** Names the signature of our own test callbacks, for which AWS has no word: nobody but AWS has its key. */
export const TEST_VERSION = "otp-desk-test";

export function testSignature(envelope: SnsEnvelope, testKey: string): string {
  return hmac("sha256", testKey, signedText(envelope)).toString("base64");
}

/** The bytes of an envelope in the order in which SNS writes it. */
export function writeEnvelope(request: Omit<WebhookRequest, "body">, envelope: SnsEnvelope): WebhookRequest {
  const headers = { ...request.headers, "x-amz-sns-message-type": envelope.Type ?? "" };
  return { ...request, headers, body: Buffer.from(JSON.stringify(envelope)) };
}
