import fc from "fast-check";
import sdk from "twilio";
import { describe, expect, it } from "vitest";
import type { WebhookRequest } from "../provider";
import { twilio } from "./twilio";

const AUTH_TOKEN = "0123456789abcdef0123456789abcdef";
const AT = new Date("2026-03-01T12:00:00.000Z");

const text = fc.string({ unit: "grapheme", maxLength: 30 });
const names = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 12 }).filter((name) => name !== "__proto__");
const parameters = fc.dictionary(names, fc.oneof(text, fc.array(text, { minLength: 2, maxLength: 4 })), { maxKeys: 8 });
const addresses = fc
  .record({
    scheme: fc.constantFrom("https", "http"),
    userInfo: fc.constantFrom("", "user@", "user:pass@"),
    host: fc.constantFrom("otp-desk.example", "127.0.0.1"),
    port: fc.constantFrom("", ":8443", ":443", ":80"),
    query: fc.dictionary(names, text, { maxKeys: 3 }),
  })
  .map(({ scheme, userInfo, host, port, query }) => {
    const search = new URLSearchParams(query).toString();
    return `${scheme}://${userInfo}${host}${port}/api/webhooks/twilio/c0nn3ct10n${search === "" ? "" : `?${search}`}`;
  })
  .filter((url) => !url.includes("bodySHA256"));

describe("against Twilio's own library", () => {
  it("verifies what the library signs", () => {
    fc.assert(
      fc.property(addresses, parameters, (url, params) => {
        const signature = sdk.getExpectedTwilioSignature(AUTH_TOKEN, url, params);
        const request = formRequest(url, params, signature);
        expect(twilio.verify(request, { authToken: AUTH_TOKEN })).toEqual({ ok: true });
        expect(twilio.verify(request, { authToken: `${AUTH_TOKEN}0` }).ok).toBe(false);
      }),
    );
  });

  it("signs what the library takes", () => {
    fc.assert(
      fc.property(addresses, parameters, (url, params) => {
        const body = Buffer.from(encode(params));
        const signed = twilio.sign({ kind: "raw", url, at: AT, body }, { authToken: AUTH_TOKEN });
        expect(sdk.validateRequest(AUTH_TOKEN, signed.headers["x-twilio-signature"] ?? "", url, params)).toBe(true);
      }),
    );
  });

  it("agrees about one parameter more, less or changed", () => {
    fc.assert(
      fc.property(addresses, parameters, parameters, (url, signedParams, sentParams) => {
        const signature = sdk.getExpectedTwilioSignature(AUTH_TOKEN, url, signedParams);
        const theirs = sdk.validateRequest(AUTH_TOKEN, signature, url, sentParams);
        const ours = twilio.verify(formRequest(url, sentParams, signature), { authToken: AUTH_TOKEN }).ok;
        expect(ours).toBe(theirs);
      }),
    );
  });

  it("agrees about JSON bodies", () => {
    fc.assert(
      fc.property(addresses, fc.json(), (url, json) => {
        const example = { kind: "raw", url, at: AT, contentType: "application/json", body: Buffer.from(json) } as const;
        const signed = twilio.sign(example, { authToken: AUTH_TOKEN });
        const signature = signed.headers["x-twilio-signature"] ?? "";
        expect(sdk.validateRequestWithBody(AUTH_TOKEN, signature, signed.url, json)).toBe(true);
        expect(twilio.verify(signed, { authToken: AUTH_TOKEN })).toEqual({ ok: true });
        const longer = { ...signed, body: Buffer.from(`${json} `) };
        expect(twilio.verify(longer, { authToken: AUTH_TOKEN })).toEqual({ ok: false, reason: "bad_body_hash" });
      }),
    );
  });
});

describe("addresses that were rewritten on the way", () => {
  const params = { MessageSid: "SM1", MessageStatus: "sent", To: "+14155550100" };
  const host = "otp-desk.example/api/webhooks/twilio/c0nn3ct10n";
  const verify = (signedUrl: string, seenUrl: string, headers: Record<string, string> = {}) => {
    const request = formRequest(seenUrl, params, sdk.getExpectedTwilioSignature(AUTH_TOKEN, signedUrl, params));
    return twilio.verify({ ...request, headers: { ...request.headers, ...headers } }, { authToken: AUTH_TOKEN }).ok;
  };

  it.each([
    ["the same", `https://${host}`, `https://${host}`],
    ["an apostrophe escaped by a URL parser", `https://${host}?note=it's`, `https://${host}?note=it%27s`],
    ["an apostrophe signed escaped", `https://${host}?note=it%27s`, `https://${host}?note=it's`],
    ["a space signed as %20", `https://${host}?note=a%20b`, `https://${host}?note=a+b`],
    ["the standard port left out", `https://otp-desk.example:443/x`, "https://otp-desk.example/x"],
    ["the standard port of http left out", `http://otp-desk.example:80/x`, "http://otp-desk.example/x"],
    ["another port left out by the signer", "https://otp-desk.example/x", "https://otp-desk.example:8443/x"],
  ])("%s", (_name, signed, seen) => expect(verify(signed, seen)).toBe(true));

  it("credentials that came in a header", () => {
    const authorization = `Basic ${Buffer.from("user:p@ss").toString("base64")}`;
    expect(verify(`https://user:p%40ss@${host}`, `https://${host}`, { authorization })).toBe(true);
    expect(verify(`https://user:p%40ss@${host}`, `https://${host}`)).toBe(false);
  });

  it.each([
    ["another host", `https://${host}`, `https://www.${host}`],
    ["another path", `https://${host}`, `https://${host}x`],
    ["another query", `https://${host}?a=1`, `https://${host}?a=2`],
    ["another scheme", `https://${host}`, `http://${host}`],
    ["another port", "https://otp-desk.example:8443/x", "https://otp-desk.example:8444/x"],
  ])("but not %s", (_name, signed, seen) => expect(verify(signed, seen)).toBe(false));
});

it("refuses a body that nothing covers", () => {
  const url = "https://otp-desk.example/x";
  const signature = sdk.getExpectedTwilioSignature(AUTH_TOKEN, url, {});
  const empty = formRequest(url, {}, signature);
  expect(twilio.verify(empty, { authToken: AUTH_TOKEN })).toEqual({ ok: true });
  const headers = { ...empty.headers, "content-type": "application/json" };
  const forged = { ...empty, headers, body: Buffer.from('{"MessageSid":"SM1","MessageStatus":"delivered"}') };
  expect(twilio.verify(forged, { authToken: AUTH_TOKEN })).toEqual({ ok: false, reason: "bad_body_hash" });
});

function encode(params: Record<string, string | string[]>): string {
  return new URLSearchParams(
    Object.entries(params).flatMap(([name, value]) => [value].flat().map((one) => [name, one])),
  ).toString();
}

function formRequest(url: string, params: Record<string, string | string[]>, signature: string): WebhookRequest {
  const headers = { "content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signature };
  return { method: "POST", url, headers, body: Buffer.from(encode(params)), receivedAt: AT };
}
