import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ADDRESS, AT } from "../fixtures/list-fixtures";
import type { WebhookRequest } from "../provider";
import { otpiq } from "./otpiq";

const secrets = { webhookSecret: "your_webhook_secret_123" };

it("takes anything where no secret was agreed on", () => {
  const request: WebhookRequest = {
    method: "POST",
    url: ADDRESS,
    headers: {},
    body: Buffer.from("{}"),
    receivedAt: AT,
  };
  expect(otpiq.secrets.safeParse({}).success).toBe(true);
  expect(otpiq.verify(request, {})).toEqual({ ok: true });
  expect(otpiq.verify(request, secrets)).toEqual({ ok: false, reason: "missing_signature" });
});

it.each([
  ["3", 3],
  ["0", null],
  ["3 of 10", null],
  [undefined, null],
])("reads the try %j as %j", (text, attempt) => {
  const headers: Record<string, string> = text === undefined ? {} : { "x-otpiq-webhook-attempt": text };
  const request: WebhookRequest = { method: "POST", url: ADDRESS, headers, body: Buffer.from("{}"), receivedAt: AT };
  expect(otpiq.attempt?.(request)).toBe(attempt);
});

describe("a signed reply", () => {
  const body = Buffer.from(
    '{"data":{"message":{"id":"wamid.1","from":"447700900123","to":"447700900999","timestamp":"1772366400"}}}',
  );
  const reply = (at: string, key = secrets.webhookSecret): WebhookRequest => ({
    method: "POST",
    url: ADDRESS,
    headers: {
      "x-otpiq-webhook-event": "whatsapp.inbound_message.received",
      "x-otpiq-webhook-event-id": "evt_1",
      "x-otpiq-webhook-timestamp": at,
      "x-otpiq-webhook-signature": `sha256=${createHmac("sha256", key).update(`${at}.`).update(body).digest("hex")}`,
    },
    body,
    receivedAt: AT,
  });
  const now = String(AT.getTime() / 1000);

  it("is verified by its own scheme, and the plain secret does not open it", () => {
    expect(otpiq.verify(reply(now), secrets)).toEqual({ ok: true });
    expect(otpiq.verify(reply(now, "other"), secrets)).toEqual({ ok: false, reason: "bad_signature" });
    const both = reply(now, "other");
    both.headers["x-otpiq-webhook-secret"] = secrets.webhookSecret;
    expect(otpiq.verify(both, secrets)).toEqual({ ok: false, reason: "bad_signature" });
    expect(otpiq.verify(reply("1700000000"), secrets)).toEqual({ ok: false, reason: "stale_timestamp" });
  });

  it("is refused with any byte of body or timestamp changed", () => {
    const changed = Buffer.from(body);
    changed[10] = (changed[10] ?? 0) ^ 1;
    expect(otpiq.verify({ ...reply(now), body: changed }, secrets).ok).toBe(false);
    const headers = { ...reply(now).headers, "x-otpiq-webhook-timestamp": String(Number(now) + 1) };
    expect(otpiq.verify({ ...reply(now), headers }, secrets).ok).toBe(false);
  });

  it("is a reply, not a receipt", () => {
    const message = {
      index: 0,
      providerMessageId: "wamid.1",
      from: "447700900123",
      to: "447700900999",
      channel: "whatsapp",
    };
    expect(otpiq.parse(reply(now))).toEqual({ kind: "inbound", messages: [{ ...message, providerOccurredAt: AT }] });
    const bare = { ...reply(now), body: Buffer.from('{"text":"STOP"}') };
    expect(otpiq.parse(bare)).toMatchObject({ kind: "inbound", messages: [{ providerMessageId: "evt_1" }] });
  });
});

describe("a look-up", () => {
  it("needs an API key", () => {
    expect(otpiq.lookup?.request("sms-1", {})).toBeUndefined();
    expect(otpiq.lookup?.request("sms/1", { apiKey: "sk_dev_1" })).toMatchObject({
      method: "GET",
      url: "https://api.otpiq.com/api/sms/track/sms%2F1",
      headers: { authorization: "Bearer sk_dev_1" },
    });
  });

  it("reads the tracked state", () => {
    const body =
      '{"smsId":"sms-1","phoneNumber":"447700900123","status":"delivered","cost":80,"isFinalStatus":true,"lastChannel":"sms"}';
    expect(otpiq.lookup?.parse({ status: 200, body })).toEqual([
      {
        ...{ index: 0, providerMessageId: "sms-1", rawStatus: "delivered", isFinal: true, channel: "sms" },
        ...{ recipient: "447700900123", price: { amount: "80" } },
      },
    ]);
    expect(otpiq.lookup?.parse({ status: 404, body: "" })).toEqual([]);
    expect(() => otpiq.lookup?.parse({ status: 500, body: "{}" })).toThrow("500");
  });
});
