import fc from "fast-check";
import { validateSignature } from "plivo/dist/utils/security.js";
import { validateV3Signature } from "plivo/dist/utils/v3Security.js";
import { describe, expect, it } from "vitest";
import type { WebhookRequest } from "../provider";
import { plivo } from "./plivo";

const AUTH_TOKEN = "MjlmNGUwYjM5MTdhNDU2NmFiOWQxYzM3";
const AT = new Date("2026-03-01T12:00:00.000Z");
const strict = plivo.configure?.({ signature: "v3" }) ?? plivo;
const RUNS = { numRuns: 2000 };

const text = fc.string({ unit: "grapheme", maxLength: 30 });
const names = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 12 }).filter((name) => name !== "__proto__");
const parameters = fc.dictionary(names, fc.oneof(text, fc.array(text, { minLength: 2, maxLength: 4 })), { maxKeys: 8 });
const addresses = fc
  .record({
    scheme: fc.constantFrom("https", "http"),
    host: fc.constantFrom("otp-desk.example", "127.0.0.1"),
    port: fc.constantFrom("", ":8443", ":443"),
    query: fc.dictionary(names, fc.oneof(text, fc.array(text, { minLength: 2, maxLength: 3 })), { maxKeys: 3 }),
  })
  .map(({ scheme, host, port, query }) => {
    const search = encode(query);
    return `${scheme}://${host}${port}/api/webhooks/plivo/c0nn3ct10n${search === "" ? "" : `?${search}`}`;
  });
const changes = fc.constantFrom("nothing", "address", "nonce", "token", "signature");

describe("against Plivo's own library", () => {
  it("signs by V2 what the library takes, and agrees about what was changed", () => {
    fc.assert(
      fc.property(addresses, parameters, changes, (url, params, change) => {
        const signed = plivo.sign(raw(url, params), { authToken: AUTH_TOKEN });
        const request = changed(signed, change, "v2");
        const authToken = change === "token" ? `${AUTH_TOKEN}4` : AUTH_TOKEN;
        const [nonce = "", signature = ""] = headersOf(request, "v2");
        expect(validateSignature(request.url, nonce, signature, authToken)).toBe(change === "nothing");
        expect(plivo.verify(request, { authToken }).ok).toBe(change === "nothing");
      }),
      RUNS,
    );
  });

  it.each(["POST", "GET"] as const)("signs by V3 what the library takes, by %s", (method) => {
    fc.assert(
      fc.property(addresses, parameters, changes, (url, given, change) => {
        const params = method === "GET" ? {} : given;
        const signed = strict.sign({ ...raw(url, params), method }, { authToken: AUTH_TOKEN });
        const request = changed(signed, change, "v3");
        const authToken = change === "token" ? `${AUTH_TOKEN}4` : AUTH_TOKEN;
        const [nonce = "", signature = ""] = headersOf(request, "v3");
        const theirs = validateV3Signature(method, request.url, nonce, authToken, signature, structuredClone(params));
        expect(theirs).toBe(change === "nothing");
        expect(strict.verify(request, { authToken }).ok).toBe(change === "nothing");
      }),
      RUNS,
    );
  });

  it("agrees about other fields than those that were signed", () => {
    fc.assert(
      fc.property(addresses, parameters, parameters, (url, signedParams, sentParams) => {
        const signed = strict.sign(raw(url, signedParams), { authToken: AUTH_TOKEN });
        const request = { ...signed, body: Buffer.from(encode(sentParams)) };
        const [nonce = "", signature = ""] = headersOf(request, "v3");
        const theirs = validateV3Signature("POST", url, nonce, AUTH_TOKEN, signature, structuredClone(sentParams));
        expect(strict.verify(request, { authToken: AUTH_TOKEN }).ok).toBe(theirs);
      }),
      RUNS,
    );
  });
});

function raw(url: string, params: Record<string, string | string[]>) {
  return { kind: "raw", url, at: AT, body: Buffer.from(encode(params)) } as const;
}

function encode(params: Record<string, string | string[]>): string {
  return new URLSearchParams(
    Object.entries(params).flatMap(([name, value]) => [value].flat().map((one) => [name, one])),
  ).toString();
}

function headersOf({ headers }: WebhookRequest, version: "v2" | "v3"): (string | undefined)[] {
  return [headers[`x-plivo-signature-${version}-nonce`], headers[`x-plivo-signature-${version}`]];
}

function changed(request: WebhookRequest, change: string, version: "v2" | "v3"): WebhookRequest {
  const [nonce = "", signature = ""] = headersOf(request, version);
  if (change === "address") return { ...request, url: request.url.replace("c0nn3ct10n", "0ther") };
  const [nonceName, name] = [`x-plivo-signature-${version}-nonce`, `x-plivo-signature-${version}`];
  if (change === "nonce") return { ...request, headers: { ...request.headers, [nonceName]: `${nonce}1` } };
  const other = `${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`;
  if (change === "signature") return { ...request, headers: { ...request.headers, [name]: other } };
  return request;
}
