import { createSecretKey } from "node:crypto";
import { createRequire } from "node:module";
import querystring from "node:querystring";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ADDRESS, AT } from "../fixtures/list-fixtures";
import { signHmacToken, type TokenAlgorithm } from "../kit/hmac-token";
import { digest } from "../kit/signature";
import type { WebhookRequest } from "../provider";
import { messagebird } from "./messagebird";

/**
 * Its middleware is not followed: it lets every request through before the check has ended, and drops the port of the
 * address that it checks. What is compared is the check itself.
 */
const require = createRequire(import.meta.url);
const { verify, VerifyOptions } = require("messagebird/lib/webhook-signature-jwt");
const legacy = require("messagebird/lib/signature");

const signingKey = "36efdd1aace2e26cd490f0d951138253bef2f7c6d34d18981da781555cc4cebb";
const SECONDS = AT.getTime() / 1000;
const RUNS = { numRuns: 1000 };

const names = fc.stringMatching(/^[a-zA-Z][a-zA-Z_]{0,10}$/);
const values = fc.string({ unit: "grapheme", maxLength: 20 });
const queries = fc.dictionary(names, values, { maxKeys: 5 });
const addresses = queries.map((query) => {
  const text = new URLSearchParams(query).toString();
  return text === "" ? ADDRESS : `${ADDRESS}?${text}`;
});
const bodies = fc.oneof(fc.constant(""), fc.json({ stringUnit: "grapheme" }), fc.string({ maxLength: 100 }));
const algorithms = fc.constantFrom<TokenAlgorithm>("HS256", "HS384", "HS512");

describe("against MessageBird's own library", { timeout: 60_000 }, () => {
  it("signs what the library takes", async () => {
    await fc.assert(
      fc.asyncProperty(addresses, bodies, async (url, body) => {
        const signed = messagebird.sign({ kind: "raw", url, at: AT, body: Buffer.from(body) }, { signingKey });
        expect(await theirs(signed)).toBe(true);
        expect(messagebird.verify(signed, { signingKey })).toEqual({ ok: true });
      }),
      RUNS,
    );
  });

  it("agrees about tokens of each algorithm over another address, body or key", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(addresses, addresses),
        fc.tuple(bodies, bodies),
        algorithms,
        fc.boolean(),
        async ([signedUrl, url], [signedBody, body], algorithm, sameKey) => {
          const token = signHmacToken(
            claims(signedUrl, signedBody),
            sameKey ? signingKey : `${signingKey}0`,
            algorithm,
          );
          for (const [sentUrl, sentBody] of [
            [signedUrl, signedBody],
            [url, signedBody],
            [signedUrl, body],
          ] as const) {
            const request = requestOf(sentUrl, sentBody, { "messagebird-signature-jwt": token });
            expect(messagebird.verify(request, { signingKey }).ok).toBe(await theirs(request));
          }
        },
      ),
      RUNS,
    );
  });

  it("agrees about claims that are missing, of another kind, or of another time", async () => {
    const odd = fc.constantFrom(
      undefined,
      null,
      0,
      "",
      "MessageBird",
      SECONDS - 4,
      SECONDS + 4,
      SECONDS + 6,
      SECONDS - 6,
    );
    const changes = fc.record(
      {
        iss: odd,
        jti: fc.constantFrom(undefined, "", "a"),
        url_hash: fc.constantFrom("", "00", "zz"),
        nbf: odd,
        exp: odd,
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(addresses, bodies, changes, async (url, body, changed) => {
        const token = signHmacToken({ ...claims(url, body), ...changed }, signingKey);
        const request = requestOf(url, body, { "messagebird-signature-jwt": token });
        const ours = messagebird.verify(request, { signingKey });
        // A token without its times would count for ever: the library takes it, and we do not.
        const isTimeless = !ours.ok && ours.reason === "missing_timestamp";
        if (!isTimeless) expect(ours.ok).toBe(await theirs(request));
      }),
      RUNS,
    );
  });

  it("takes the older signature as the library makes it, and no other", () => {
    fc.assert(
      fc.property(addresses, bodies, fc.nat(42), (url, body, at) => {
        const headers = { "messagebird-request-timestamp": String(SECONDS) };
        const query = { ...querystring.parse(url.split("?")[1] ?? "") };
        const made = legacy.generate({ headers, query, body: Buffer.from(body) }, signingKey).toString("base64");
        const request = requestOf(url, body, { ...headers, "messagebird-signature": made });
        expect(messagebird.verify(request, { signingKey })).toEqual({ ok: true });
        const other = made.slice(0, at) + (made[at] === "A" ? "B" : "A") + made.slice(at + 1);
        const forged = requestOf(url, body, { ...headers, "messagebird-signature": other });
        expect(messagebird.verify(forged, { signingKey }).ok).toBe(false);
        expect(messagebird.verify({ ...request, body: Buffer.from(`${body}x`) }, { signingKey }).ok).toBe(false);
      }),
      RUNS,
    );
  });
});

function claims(url: string, body: string): Record<string, unknown> {
  return {
    ...{ iss: "MessageBird", nbf: SECONDS, exp: SECONDS + 60, jti: "59a244dc-e9ad-4e23-9778-371faa238f72" },
    url_hash: digest("sha256", url).toString("hex"),
    ...(body !== "" && { payload_hash: digest("sha256", body).toString("hex") }),
  };
}

async function theirs({ url, body, headers }: WebhookRequest): Promise<boolean> {
  const options = new VerifyOptions();
  options.jwtVerifyOptions = { ...options.jwtVerifyOptions, currentDate: AT };
  const key = createSecretKey(Buffer.from(signingKey, "utf8"));
  return verify(url, body, headers["messagebird-signature-jwt"], key, options).catch(() => false);
}

function requestOf(url: string, body: string, headers: Record<string, string>): WebhookRequest {
  return { method: "POST", url, headers, body: Buffer.from(body), receivedAt: AT };
}
