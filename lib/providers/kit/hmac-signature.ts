import { z } from "zod";
import type { Verification, WebhookRequest } from "../provider";
import { decodeBase64, decodeHex, decodeSignature, hmac, isSame } from "./signature";

export const HeaderName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9-]{1,100}$/, "the name of a header, like x-signature");

const FORMS = ["any", "hex", "base64", "sha256=", "v0=", "t=,v0=", "t=,v1="] as const;
const CONTENTS = ["body", "timestamp.body", "timestamp+body", "body+timestamp", "v0:timestamp:body"] as const;

/** Where the signature stands, how it is written, and of what it is made. */
export const signatureSettings = {
  signatureHeader: HeaderName.default("x-provider-signature").meta({ title: "Signature header" }),
  signatureForm: z.enum(FORMS).default("any").meta({
    title: "Form of the signature",
    description:
      "any: hex or base64, alone or after sha256=. t=,v1=: a time and one or more signatures, as in t=1772366400,v1=…,v1=…",
  }),
  timestampHeader: HeaderName.optional().meta({
    title: "Timestamp header",
    description: "When a time is signed that stands in a header of its own.",
  }),
  signedContent: z.enum(CONTENTS).optional().meta({
    title: "What is signed",
    description: "+ sets two side by side. Unless chosen: timestamp.body where a time comes along, else body.",
  }),
};
export type SignatureSettings = z.infer<z.ZodObject<typeof signatureSettings>>;

/** Why settings that are sound one by one make no signature, or null. */
export function signatureProblem(settings: SignatureSettings): string | null {
  const isUntimed = signsTime(settings) && !settings.timestampHeader && !settings.signatureForm.startsWith("t=");
  return isUntimed ? "needs a timestamp header, like x-timestamp, or a signature with t=" : null;
}

export type SignedRequest = Verification & { timestamp?: string };

/** Whether one of the request's signatures is right; the timestamp where it is covered. */
export function verifySignature(request: WebhookRequest, secret: string, settings: SignatureSettings): SignedRequest {
  const header = request.headers[settings.signatureHeader];
  if (!header) return { ok: false, reason: "missing_signature" };
  const { time, written } = readHeader(header, settings.signatureForm);
  const signatures = written.flatMap((text) => decode(text, settings.signatureForm) ?? []);
  if (signatures.length === 0) return { ok: false, reason: "malformed_signature" };
  const timestamp = time ?? (settings.timestampHeader && request.headers[settings.timestampHeader]);
  if (signsTime(settings) && !timestamp) return { ok: false, reason: "missing_timestamp" };
  const expected = signatureOf(request.body, timestamp ?? "", secret, settings);
  if (!signatures.some((signature) => isSame(signature, expected))) return { ok: false, reason: "bad_signature" };
  return signsTime(settings) ? { ok: true, timestamp } : { ok: true };
}

/** The headers that `verifySignature` takes. */
export function signatureHeaders(body: Buffer, at: Date, secret: string, settings: SignatureSettings) {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = signatureOf(body, timestamp, secret, settings);
  const headers: Record<string, string> = {};
  if (settings.timestampHeader) headers[settings.timestampHeader] = timestamp;
  headers[settings.signatureHeader] = writeHeader(signature, timestamp, settings.signatureForm);
  return headers;
}

function contentOf({ signedContent, signatureForm, timestampHeader }: SignatureSettings): (typeof CONTENTS)[number] {
  return signedContent ?? (timestampHeader || signatureForm.startsWith("t=") ? "timestamp.body" : "body");
}

function signsTime(settings: SignatureSettings): boolean {
  return contentOf(settings) !== "body";
}

function signatureOf(body: Buffer, timestamp: string, secret: string, settings: SignatureSettings): Buffer {
  switch (contentOf(settings)) {
    case "body":
      return hmac("sha256", secret, body);
    case "timestamp.body":
      return hmac("sha256", secret, `${timestamp}.`, body);
    case "timestamp+body":
      return hmac("sha256", secret, timestamp, body);
    case "body+timestamp":
      return hmac("sha256", secret, body, timestamp);
    case "v0:timestamp:body":
      return hmac("sha256", secret, `v0:${timestamp}:`, body);
  }
}

type Form = SignatureSettings["signatureForm"];

function readHeader(header: string, form: Form): { time?: string; written: string[] } {
  switch (form) {
    case "any":
      return { written: [header.replace(/^sha256=/, "")] };
    case "hex":
    case "base64":
      return { written: [header] };
    case "sha256=":
    case "v0=":
      return { written: header.startsWith(form) ? header.slice(form.length).split(",") : [] };
    case "t=,v0=":
    case "t=,v1=":
      return readTimed(header, form.slice(3));
  }
}

/** `t=1772366400,v1=a,v1=b`, or with the signatures of one name in a row: `v1=a,b`. */
function readTimed(header: string, name: string): { time?: string; written: string[] } {
  const read: { time?: string; written: string[] } = { written: [] };
  let isOurs = false;
  for (const part of header.split(",").map((piece) => piece.trim())) {
    const isNamed = /^[a-z]\w*=./.test(part);
    if (isNamed) isOurs = part.startsWith(name);
    if (part.startsWith("t=")) read.time = part.slice(2);
    else if (isOurs) read.written.push(isNamed ? part.slice(name.length) : part);
  }
  return read;
}

function decode(text: string, form: Form): Buffer | undefined {
  if (form === "hex") return decodeHex(text, 32);
  return form === "base64" ? decodeBase64(text, 32) : decodeSignature(text, 32);
}

function writeHeader(signature: Buffer, timestamp: string, form: Form): string {
  switch (form) {
    case "any":
    case "hex":
      return signature.toString("hex");
    case "base64":
      return signature.toString("base64");
    case "sha256=":
    case "v0=":
      return form + signature.toString("hex");
    case "t=,v0=":
    case "t=,v1=":
      return `t=${timestamp},${form.slice(3)}${signature.toString("hex")}`;
  }
}
