import fc from "fast-check";
import sdk from "twilio";
import { describe, expect, it } from "vitest";
import { twilioVerify } from "./twilio-verify";

const AUTH_TOKEN = "0123456789abcdef0123456789abcdef";
const AT = new Date("2026-03-01T12:00:00.000Z");
const addresses = fc
  .record({ port: fc.constantFrom("", ":8443", ":443"), query: fc.constantFrom("", "?a=1", "?note=it's&b=%20") })
  .map(({ port, query }) => `https://otp-desk.example${port}/api/webhooks/twilio-verify/c0nn3ct10n${query}`);
const events = fc
  .array(fc.dictionary(fc.string({ maxLength: 8 }), fc.oneof(fc.string({ unit: "grapheme" }), fc.integer())), {
    maxLength: 3,
  })
  .map((list) => JSON.stringify(list));

/** What Event Streams push is signed as every JSON body of Twilio's: the library has a helper for those. */
describe("against Twilio's own library", () => {
  it("signs what the library takes, and takes it", () => {
    fc.assert(
      fc.property(addresses, events, (url, text) => {
        const signed = twilioVerify.sign(
          { kind: "raw", url, at: AT, body: Buffer.from(text) },
          { authToken: AUTH_TOKEN },
        );
        const signature = signed.headers["x-twilio-signature"] ?? "";
        expect(sdk.validateRequestWithBody(AUTH_TOKEN, signature, signed.url, text)).toBe(true);
        expect(twilioVerify.verify(signed, { authToken: AUTH_TOKEN })).toEqual({ ok: true });
      }),
      { numRuns: 1_000 },
    );
  });

  it("takes what the library signs, and refuses what it refuses", () => {
    fc.assert(
      fc.property(addresses, events, events, (url, signedText, sentText) => {
        const hash = sdk.getExpectedBodyHash(signedText);
        const target = `${url}${url.includes("?") ? "&" : "?"}bodySHA256=${hash}`;
        const signature = sdk.getExpectedTwilioSignature(AUTH_TOKEN, target, {});
        const headers = { "content-type": "application/json", "x-twilio-signature": signature };
        const request = { method: "POST", url: target, headers, body: Buffer.from(sentText), receivedAt: AT };
        const theirs = sdk.validateRequestWithBody(AUTH_TOKEN, signature, target, sentText);
        expect(twilioVerify.verify(request, { authToken: AUTH_TOKEN }).ok).toBe(theirs);
        expect(twilioVerify.verify(request, { authToken: `${AUTH_TOKEN}0` }).ok).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });
});
