import fc from "fast-check";
import { describe, expect, it } from "vitest";
// By its path: the package's own entry wants another one of theirs beside it, which does no more for webhooks.
import { validateWebhookSignature } from "../../../node_modules/@sinch/sdk-client/dist/utils/authorization.helper.js";
import { ADDRESS, AT } from "../fixtures/list-fixtures";
import type { WebhookRequest } from "../provider";
import { sinchSms } from "./sinch-sms";

const RUNS = { numRuns: 2000 };
const secretTexts = fc
  .string({ unit: "grapheme-ascii", minLength: 1, maxLength: 40 })
  .filter((text) => text.trim() === text);
const bodies = fc.oneof(
  fc.json({ stringUnit: "grapheme" }),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 }),
);
const HEADERS = ["", "-nonce", "-timestamp"].map((end) => `x-sinch-webhook-signature${end}`);

describe("against Sinch's own library", () => {
  it("signs what the library takes", () => {
    fc.assert(
      fc.property(secretTexts, bodies, (webhookSecret, body) => {
        const signed = sign(body, webhookSecret);
        expect(theyTake(signed, webhookSecret)).toBe(true);
        expect(sinchSms.verify(signed, { webhookSecret })).toEqual({ ok: true });
      }),
      RUNS,
    );
  });

  it("agrees about another body or secret, and one changed character of a header", () => {
    const change = fc.record({
      body: fc.option(bodies),
      secret: fc.option(secretTexts),
      header: fc.option(
        fc.record({ name: fc.constantFrom(...HEADERS), at: fc.nat(50), to: fc.constantFrom(..."AZ09") }),
      ),
    });
    fc.assert(
      fc.property(secretTexts, bodies, change, (signing, signedBody, { body, secret, header }) => {
        const signed = sign(signedBody, signing);
        const headers = { ...signed.headers };
        if (header) {
          const value = headers[header.name] ?? "";
          const at = header.at % value.length;
          headers[header.name] = value.slice(0, at) + header.to + value.slice(at + 1);
        }
        const request = { ...signed, headers, body: Buffer.from(body ?? signedBody) };
        const webhookSecret = secret ?? signing;
        expect(sinchSms.verify(request, { webhookSecret }).ok).toBe(theyTake(request, webhookSecret));
      }),
      RUNS,
    );
  });

  it("does not follow it where it checks no time: what is older than every repetition is refused", () => {
    const signed = sign("{}", "secret");
    const late = { ...signed, receivedAt: new Date(AT.getTime() + 2 * 86_400_000) };
    expect(theyTake(late, "secret")).toBe(true);
    expect(sinchSms.verify(late, { webhookSecret: "secret" })).toEqual({ ok: false, reason: "stale_timestamp" });
  });

  it("does not follow it where it writes a parsed body anew: Sinch signs the bytes that it sends", () => {
    const body = '{ "batch_id": "01JHFFHQ0P99JPPNQPJDV7JTBP" }';
    const signed = sign(body, "secret");
    expect(validateWebhookSignature("secret", signed.headers, JSON.parse(body))).toBe(false);
    expect(sinchSms.verify(signed, { webhookSecret: "secret" })).toEqual({ ok: true });
  });
});

function sign(body: string, webhookSecret: string): WebhookRequest {
  return sinchSms.sign({ kind: "raw", url: ADDRESS, at: AT, body: Buffer.from(body) }, { webhookSecret });
}

function theyTake({ body, headers }: WebhookRequest, secret: string): boolean {
  return validateWebhookSignature(secret, headers, body.toString("utf8"));
}
