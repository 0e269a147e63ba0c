import { sign, verify } from "@octokit/webhooks-methods";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ADDRESS, AT } from "../fixtures/list-fixtures";
import type { WebhookRequest } from "../provider";
import { metaWhatsapp } from "./meta-whatsapp";

/**
 * Meta publishes no Node library that checks its webhooks. GitHub's checks the same header by the same algorithm; the
 * ones of third parties that parse the body and write it again refuse what Meta signs, and are not followed.
 */
const secretTexts = fc
  .string({ unit: "grapheme-ascii", minLength: 1, maxLength: 40 })
  .filter((text) => text.trim() !== "");
const bodies = fc.oneof(
  fc.json({ stringUnit: "grapheme" }),
  // As Meta escapes what is not ASCII.
  fc.json({ stringUnit: "grapheme" }).map(escaped),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 }),
);
const RUNS = { numRuns: 1000 };

// Each run is several promises: on a busy machine more than the usual five seconds.
describe("against GitHub's library for the same header", { timeout: 60_000 }, () => {
  it("verifies what the library signs", async () => {
    await fc.assert(
      fc.asyncProperty(secretTexts, bodies, async (appSecret, body) => {
        const signed = request(body, await sign(appSecret, body));
        expect(metaWhatsapp.verify(signed, { appSecret, verifyToken: "t" })).toEqual({ ok: true });
      }),
      RUNS,
    );
  });

  it("signs what the library takes", async () => {
    await fc.assert(
      fc.asyncProperty(secretTexts, bodies, async (appSecret, body) => {
        const example = { kind: "raw", url: ADDRESS, at: AT, body: Buffer.from(body) } as const;
        const signed = metaWhatsapp.sign(example, { appSecret, verifyToken: "t" });
        expect(await verify(appSecret, body, signed.headers["x-hub-signature-256"] ?? "")).toBe(true);
      }),
      RUNS,
    );
  });

  it("agrees about another body, secret or signature", async () => {
    await fc.assert(
      fc.asyncProperty(secretTexts, secretTexts, bodies, bodies, async (signing, checking, signedBody, sentBody) => {
        const signature = await sign(signing, signedBody);
        const theirs = await verify(checking, sentBody, signature);
        expect(metaWhatsapp.verify(request(sentBody, signature), { appSecret: checking, verifyToken: "t" }).ok).toBe(
          theirs,
        );
      }),
      RUNS,
    );
  });

  it("agrees about one changed character of the signature", async () => {
    await fc.assert(
      fc.asyncProperty(
        secretTexts,
        bodies,
        fc.nat(70),
        fc.string({ maxLength: 1 }),
        async (appSecret, body, at, other) => {
          const good = await sign(appSecret, body);
          const signature = good.slice(0, at) + other + good.slice(at + 1);
          const theirs = await verify(appSecret, body, signature);
          expect(metaWhatsapp.verify(request(body, signature), { appSecret, verifyToken: "t" }).ok).toBe(theirs);
        },
      ),
      RUNS,
    );
  });
});

function escaped(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function request(body: string, signature: string): WebhookRequest {
  const headers = { "content-type": "application/json", "x-hub-signature-256": signature };
  return { method: "POST", url: ADDRESS, headers, body: Buffer.from(body), receivedAt: AT };
}
