import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ADDRESS, AT } from "../fixtures/list-fixtures";
import { normalise } from "../kit/normalise";
import type { WebhookRequest } from "../provider";
import { bird } from "./bird";

const secrets = { signingKey: "secureSigningKey" };
const SECONDS = String(AT.getTime() / 1000);

/** As Bird's documentation computes it; Bird publishes no library for it, and no vector. */
function signed(url: string, body: string, { key = secrets.signingKey, at = SECONDS } = {}): WebhookRequest {
  const bodyHash = createHash("sha256").update(body, "utf8").digest();
  const content = Buffer.concat([Buffer.from(`${at}\n${url}\n`), bodyHash]);
  const signature = createHmac("sha256", key).update(content).digest("base64");
  const headers = { "messagebird-signature": signature, "messagebird-request-timestamp": at };
  return { method: "POST", url, headers, body: Buffer.from(body), receivedAt: AT };
}

describe("a signature", () => {
  const bodies = fc.oneof(fc.json({ stringUnit: "grapheme" }), fc.string({ unit: "grapheme", maxLength: 200 }));
  const urls = fc.webQueryParameters().map((query) => `${ADDRESS}?${query}`);

  it("is taken as the documentation computes it, and computed alike", () => {
    fc.assert(
      fc.property(urls, bodies, (url, body) => {
        const request = signed(url, body);
        expect(bird.verify(request, secrets)).toEqual({ ok: true });
        const ours = bird.sign({ kind: "raw", url, at: AT, body: Buffer.from(body) }, secrets);
        expect(ours.headers).toMatchObject(request.headers);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["of another key", { key: "secureSigningKez" }, "bad_signature"],
    ["older than Bird repeats", { at: String(AT.getTime() / 1000 - 9 * 3600 - 1) }, "stale_timestamp"],
    ["of tomorrow", { at: String(AT.getTime() / 1000 + 86_400) }, "stale_timestamp"],
    ["of no time", { at: "now" }, "missing_timestamp"],
  ])("%s is refused", (_, options, reason) => {
    expect(bird.verify(signed(ADDRESS, "{}", options), secrets)).toEqual({ ok: false, reason });
  });

  it("may be as old as the setting says", () => {
    const request = signed(ADDRESS, "{}", { at: String(AT.getTime() / 1000 - 3_600) });
    expect(bird.verify(request, secrets)).toEqual({ ok: true });
    expect(bird.configure?.({ toleranceSeconds: 600 }).verify(request, secrets).ok).toBe(false);
  });
});

describe("a status", () => {
  it.each([
    [{ rawStatus: "processing" }, { status: "accepted", isFinal: false }],
    [{ rawStatus: "sending_failed" }, { status: "failed", saidBy: "provider" }],
    [
      { rawStatus: "delivery_failed", errorCode: "1" },
      { status: "undelivered", failureCategory: "invalid_number" },
    ],
    [{ rawStatus: "delivery_failed", errorCode: "15001" }, { failureCategory: "unrecognised" }],
    [
      { rawStatus: "delivery_failed", rawReason: "Expired" },
      { status: "expired", failureCategory: "expired" },
    ],
    [{ rawStatus: "delivery_failed", rawReason: "DLR not received" }, { failureCategory: "no_reason_given" }],
  ])("%j is read as Bird means it", (report, expected) => {
    expect(normalise(bird, report)).toMatchObject(expected);
  });
});
