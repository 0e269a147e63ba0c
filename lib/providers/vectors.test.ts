import { describe, expect, it } from "vitest";
import published from "./fixtures/signature-vectors.json";
import { readHmacToken } from "./kit/hmac-token";
import { messagebird } from "./messagebird/messagebird";
import { metaWhatsapp } from "./meta-whatsapp/meta-whatsapp";
import { plivo } from "./plivo/plivo";
import type { WebhookRequest } from "./provider";
import { sinchSms } from "./sinch-sms/sinch-sms";
import { standardWebhooks } from "./standard-webhooks/standard-webhooks";
import { twilio } from "./twilio/twilio";
import { twilioSignature } from "./twilio/twilio-signature";
import { vonageMessages } from "./vonage-messages/vonage-messages";
import { vonageSms } from "./vonage-sms/vonage-sms";
import { SIGNATURE_METHODS, vonageSignature } from "./vonage-sms/vonage-sms-signature";

type Vector = {
  provider: string;
  scheme: string;
  source: string;
  secret: string;
  publicKey?: string;
  url: string | null;
  method: string;
  headers: Record<string, string>;
  contentType?: string;
  params?: Record<string, string | string[]>;
  body: string | null;
  query?: string;
  /** Seconds, or a time as text. */
  clock?: number | string;
  expected: string | boolean | null;
  valid: boolean;
  jwtClaims?: { iat: number };
};

const all = published as unknown as Vector[];
const vectorsOf = (provider: string) => all.filter((vector) => vector.provider === provider);

describe("published signatures of Twilio", () => {
  const vectors = vectorsOf("twilio");
  it("are all here", () => expect(vectors).toHaveLength(11));

  it.each(vectors.map((vector) => [vector.source, vector] as const))("%s", (_source, vector) => {
    const request = requestOf(vector);
    expect(twilio.secrets.safeParse({ authToken: vector.secret }).success).toBe(true);
    expect(twilio.verify(request, { authToken: vector.secret }).ok).toBe(vector.valid);
    expect(twilio.verify(request, { authToken: `${vector.secret}6` }).ok).toBe(false);
  });

  it("are what we compute from the published address", () => {
    const [first] = vectors;
    if (!first) throw new Error("No vector");
    expect(twilioSignature(requestOf(first), first.secret)).toBe(first.expected);
  });
});

describe("published signatures of Vonage SMS", () => {
  const vectors = vectorsOf("vonage-sms");
  it("are all here", () => expect(vectors).toHaveLength(14));

  it.each(vectors.map((vector) => [`${vector.scheme}, ${vector.source}`, vector] as const))("%s", (_name, vector) => {
    const { sig = "", ...signed } = vector.params as Record<string, string>;
    const method = SIGNATURE_METHODS.find((name) => vector.scheme === `vonage-sig-${name}`);
    if (!method) throw new Error(`No method ${vector.scheme}`);
    const computed = vonageSignature(new Map(Object.entries(signed)), vector.secret, method);
    expect(computed === sig.toLowerCase()).toBe(vector.valid);
    const secrets = { signatureSecret: vector.secret, signatureMethod: method };
    expect(vonageSms.secrets.safeParse(secrets).success).toBe(vector.secret !== "");
    const query = new URLSearchParams(vector.params as Record<string, string>).toString();
    const seconds = Number(signed.timestamp ?? 1_385_047_698);
    const request = { ...EMPTY, method: "GET", url: `${EMPTY.url}?${query}`, receivedAt: new Date(seconds * 1000) };
    expect(vonageSms.verify(request, secrets).ok).toBe(vector.valid);
    if (!signed.timestamp) return;
    const fourDaysLater = new Date((seconds + 4 * 86_400) * 1000);
    expect(vonageSms.verify({ ...request, receivedAt: fourDaysLater }, secrets).ok).toBe(false);
  });
});

describe("published tokens of Vonage Messages", () => {
  const vectors = vectorsOf("vonage-messages");
  it("are all here", () => expect(vectors).toHaveLength(3));

  // The body behind `payload_hash` was never published, so the whole check must stop exactly there.
  it.each(vectors.map((vector) => [vector.source, vector] as const))("%s", (_source, vector) => {
    const token = vector.headers.Authorization?.replace("Bearer ", "") ?? "";
    expect(readHmacToken(token, vector.secret).ok).toBe(vector.valid);
    const receivedAt = new Date((vector.jwtClaims?.iat ?? 0) * 1000);
    const request = { ...EMPTY, headers: { authorization: `Bearer ${token}` }, receivedAt };
    const reason = vector.valid ? "bad_body_hash" : vector.jwtClaims ? "bad_signature" : "malformed_signature";
    expect(vonageMessages.verify(request, { signatureSecret: vector.secret })).toEqual({ ok: false, reason });
  });
});

describe("published signatures of Standard Webhooks", () => {
  const vectors = vectorsOf("standard-webhooks");
  it("are all here", () => expect(vectors).toHaveLength(3));

  it.each(vectors.map((vector) => [vector.source, vector] as const))("%s", (_source, vector) => {
    const secrets = { secret: vector.publicKey ?? vector.secret };
    const request = requestOf(vector);
    expect(standardWebhooks.secrets.safeParse(secrets).success).toBe(true);
    expect(standardWebhooks.verify(request, secrets).ok).toBe(vector.valid);
    const svix = Object.fromEntries(
      Object.entries(request.headers).map(([name, v]) => [name.replace("webhook", "svix"), v]),
    );
    expect(standardWebhooks.verify({ ...request, headers: svix }, secrets).ok).toBe(vector.valid);
    for (const seconds of [-301, 301]) {
      const receivedAt = new Date(request.receivedAt.getTime() + seconds * 1000);
      expect(standardWebhooks.verify({ ...request, receivedAt }, secrets).ok).toBe(false);
    }
  });

  it("come under the same scheme from us, and are taken", () => {
    for (const vector of vectors.filter((row) => row.valid)) {
      const example = {
        kind: "raw",
        url: EMPTY.url,
        at: requestOf(vector).receivedAt,
        body: requestOf(vector).body,
      } as const;
      const signed = standardWebhooks.sign(example, { secret: vector.secret });
      const scheme = (signature?: string) => signature?.split(",")[0];
      expect(scheme(signed.headers["webhook-signature"])).toBe(scheme(vector.headers["webhook-signature"]));
      expect(signed.headers["webhook-timestamp"]).toBe(vector.headers["webhook-timestamp"]);
      expect(standardWebhooks.verify(signed, { secret: vector.publicKey ?? vector.secret })).toEqual({ ok: true });
    }
  });
});

describe("published signatures under Meta's header", () => {
  const vectors = vectorsOf("meta-whatsapp");
  it("are all here", () => expect(vectors).toHaveLength(3));

  it.each(vectors.map((vector) => [`${vector.body}, ${vector.expected}`, vector] as const))("%s", (_name, vector) => {
    const secrets = { appSecret: vector.secret, verifyToken: "token" };
    const request = requestOf(vector);
    expect(metaWhatsapp.verify(request, secrets).ok).toBe(vector.valid);
    expect(metaWhatsapp.verify(request, { ...secrets, appSecret: `${vector.secret}6` }).ok).toBe(false);
    if (!vector.valid) return;
    const example = { kind: "raw", url: EMPTY.url, at: request.receivedAt, body: request.body } as const;
    expect(metaWhatsapp.sign(example, secrets).headers["x-hub-signature-256"]).toBe(vector.expected);
  });
});

describe("published signatures of Plivo", () => {
  const vectors = vectorsOf("plivo");
  it("are all here", () => expect(vectors).toHaveLength(6));

  it.each(vectors.map((vector) => [`${vector.scheme}, ${vector.source}`, vector] as const))("%s", (_name, vector) => {
    const request = requestOf(vector);
    expect(plivo.secrets.safeParse({ authToken: vector.secret }).success).toBe(true);
    expect(plivo.verify(request, { authToken: vector.secret }).ok).toBe(vector.valid);
    expect(plivo.verify(request, { authToken: `${vector.secret}6` }).ok).toBe(false);
    const strict = plivo.configure?.({ signature: "v3" }) ?? plivo;
    expect(strict.verify(request, { authToken: vector.secret }).ok).toBe(vector.scheme.includes("v3") && vector.valid);
  });
});

describe("published signatures of Sinch's webhooks", () => {
  // Its Conversation API signs in the same way; Numbers does not, and is no concern of messages.
  const vectors = [...vectorsOf("sinch-sms"), ...vectorsOf("sinch-conversation")];
  it("are all here", () => expect(vectors).toHaveLength(4));

  it.each(vectors.map((vector) => [`${vector.secret}, ${vector.expected}`, vector] as const))("%s", (_name, vector) => {
    const request = requestOf(vector);
    expect(sinchSms.verify(request, { webhookSecret: vector.secret }).ok).toBe(vector.valid);
    expect(sinchSms.verify(request, { webhookSecret: `${vector.secret}6` }).ok).toBe(false);
    const receivedAt = new Date(request.receivedAt.getTime() + 2 * 86_400_000);
    expect(sinchSms.verify({ ...request, receivedAt }, { webhookSecret: vector.secret }).ok).toBe(false);
  });
});

describe("published signatures of MessageBird", () => {
  const vectors = vectorsOf("messagebird");
  it("are all here", () => expect(vectors).toHaveLength(28));

  it.each(vectors.map((vector, index) => [`${index}: ${vector.source}`, vector] as const))("%s", (_name, vector) => {
    const address = vector.url ?? (vector.query ? `${EMPTY.url}?${vector.query}` : EMPTY.url);
    const request = requestOf({ ...vector, url: address, params: undefined });
    expect(messagebird.verify(request, { signingKey: vector.secret }).ok).toBe(vector.valid);
    expect(messagebird.verify(request, { signingKey: `${vector.secret}6` }).ok).toBe(false);
    const late = new Date(request.receivedAt.getTime() + 105_000);
    expect(messagebird.verify({ ...request, receivedAt: late }, { signingKey: vector.secret }).ok).toBe(false);
  });
});

const EMPTY: WebhookRequest = {
  method: "POST",
  url: "https://otp-desk.example/api/webhooks/some-provider/c0nn3ct10nk3y",
  headers: {},
  body: Buffer.alloc(0),
  receivedAt: new Date(0),
};

function requestOf(vector: Vector): WebhookRequest {
  const headers = Object.fromEntries(
    Object.entries(vector.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  if (vector.contentType) headers["content-type"] = vector.contentType;
  const fields = Object.entries(vector.params ?? {}).flatMap(([name, value]) =>
    [value].flat().map((one) => [name, one]),
  );
  const body = Buffer.from(vector.body ?? new URLSearchParams(fields).toString());
  const clock = vector.clock ?? 0;
  const receivedAt = new Date(typeof clock === "number" ? clock * 1000 : clock);
  return { method: vector.method, url: vector.url ?? EMPTY.url, headers, body, receivedAt };
}
