import { describe, expect, it } from "vitest";
import { ADDRESS, AT } from "../fixtures/list-fixtures";
import { normalise } from "../kit/normalise";
import type { WebhookRequest } from "../provider";
import { msg91 } from "./msg91";

const request = (body: object, headers: Record<string, string> = {}): WebhookRequest => ({
  ...{ method: "POST", url: ADDRESS, body: Buffer.from(JSON.stringify(body)), receivedAt: AT },
  headers: { "content-type": "application/json", ...headers },
});
const report = { requestId: "r1", status: "1", deliveryTime: "2024-05-22 10:06:20" };
const configure = (settings: Record<string, unknown>) => {
  const provider = msg91.configure?.(settings);
  if (!provider) throw new Error("Nothing to configure");
  return provider;
};

describe("the proof", () => {
  it("is none where no secret was set, for MSG91 signs nothing", () => {
    expect(msg91.secrets.safeParse({}).success).toBe(true);
    expect(msg91.verify(request(report), {})).toEqual({ ok: true });
  });

  it("is a secret in a header that an admin names", () => {
    const secrets = { webhookSecret: "one secret" };
    const provider = configure({ secretHeader: "X-Token" });
    expect(msg91.verify(request(report), secrets)).toEqual({ ok: false, reason: "missing_signature" });
    expect(msg91.verify(request(report, { "x-webhook-secret": "one secret" }), secrets)).toEqual({ ok: true });
    expect(provider.verify(request(report, { "x-webhook-secret": "one secret" }), secrets).ok).toBe(false);
    expect(provider.verify(request(report, { "x-token": "one secret" }), secrets)).toEqual({ ok: true });
    expect(provider.verify(request(report, { "x-token": "another" }), secrets)).toEqual({
      ...{ ok: false, reason: "bad_signature" },
    });
  });
});

describe("a time without a zone", () => {
  it("is not read until somebody says in which it is", () => {
    expect(msg91.parse(request(report))).toMatchObject({ reports: [{ timeNotRead: true }] });
    const parsed = configure({ utcOffset: "+05:30" }).parse(request(report));
    expect(parsed).toMatchObject({ reports: [{ providerOccurredAt: new Date("2024-05-22T04:36:20Z") }] });
  });

  it.each(["5:30", "+15:00", "IST", "+05:61"])("is not in %s", (utcOffset) => {
    expect(msg91.settings?.safeParse({ utcOffset }).success).toBe(false);
  });

  it("is read as it is signed, under the same setting", () => {
    for (const utcOffset of ["+05:30", "-03:00", "+00:00"]) {
      const provider = configure({ utcOffset });
      const example = { kind: "report", url: ADDRESS, at: AT, providerMessageId: "r1", rawStatus: "1" } as const;
      const signed = provider.sign({ ...example, providerOccurredAt: new Date("2026-03-01T11:59:58Z") }, {});
      expect(provider.parse(signed)).toMatchObject({
        reports: [{ providerOccurredAt: new Date("2026-03-01T11:59:58Z") }],
      });
    }
  });
});

describe("a status", () => {
  it.each([
    ["1", { status: "delivered", isFinal: true }],
    ["2", { status: "failed", isFinal: true, failureCategory: "no_reason_given" }],
    ["9", { status: "rejected", failureCategory: "opted_out" }],
    ["16", { status: "rejected" }],
    ["25", { status: "rejected" }],
    ["17", { status: "rejected", failureCategory: "blocked_by_policy" }],
    ["26", { status: "unknown", isFinal: false, mapped: false }],
  ])("%s is read as MSG91 means it", (rawStatus, expected) => {
    expect(normalise(msg91, { rawStatus })).toMatchObject(expected);
  });
});
