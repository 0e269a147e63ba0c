import { describe, expect, it } from "vitest";
import { ADDRESS, AT } from "../fixtures/list-fixtures";
import { normalise } from "../kit/normalise";
import type { WebhookRequest } from "../provider";
import { messagebird } from "./messagebird";

const secrets = { signingKey: "PlLrKaqvZNRR5zAjm42ZT6q1SQxgbbGd" };
const example = { kind: "report", url: ADDRESS, at: AT, providerMessageId: "m1", rawStatus: "delivered" } as const;
const signed = messagebird.sign(example, secrets);
const received = (seconds: number): WebhookRequest => ({
  ...signed,
  receivedAt: new Date(AT.getTime() + seconds * 1000),
});

describe("a token", () => {
  it.each([
    [-5, true],
    [-6, false],
    [0, true],
    [64, true],
    [65, false],
  ])("that is received %d seconds after it was made counts: %j", (seconds, counts) => {
    expect(messagebird.verify(received(seconds), secrets).ok).toBe(counts);
  });

  it("counts longer where an admin says so", () => {
    const patient = messagebird.configure?.({ clockSeconds: 3600 });
    expect(patient?.verify(received(3_600), secrets)).toEqual({ ok: true });
    expect(patient?.verify(received(3_661), secrets)).toEqual({ ok: false, reason: "stale_timestamp" });
  });

  it("goes before the older signature, which does not help one that is wrong", () => {
    const older = { "messagebird-signature": "AAAA", "messagebird-request-timestamp": "1" };
    expect(messagebird.verify({ ...signed, headers: { ...signed.headers, ...older } }, secrets)).toEqual({ ok: true });
    const wrong = { ...older, "messagebird-signature-jwt": "a.b.c" };
    expect(messagebird.verify({ ...signed, headers: wrong }, secrets)).toEqual({
      ok: false,
      reason: "malformed_signature",
    });
    expect(messagebird.verify({ ...signed, headers: {} }, secrets)).toEqual({ ok: false, reason: "missing_signature" });
  });
});

describe("a report", () => {
  it("comes by GET, with the app's own reference where it gave one", () => {
    expect(signed).toMatchObject({ method: "GET", body: Buffer.alloc(0) });
    expect(new URL(signed.url).searchParams.has("reference")).toBe(false);
    const referred = messagebird.sign({ ...example, clientReference: "otp-4711" }, secrets);
    expect(messagebird.parse(referred)).toMatchObject({ reports: [{ clientReference: "otp-4711" }] });
  });

  it("with two ids is of neither", () => {
    const twice = { ...signed, url: `${signed.url}&id=m2` };
    expect(messagebird.parse(twice)).toEqual({ kind: "problem", problem: "missing_message_id" });
  });

  it.each([
    [{ rawStatus: "buffered" }, { status: "sent", isFinal: false }],
    [{ rawStatus: "expired" }, { status: "expired", failureCategory: "expired" }],
    [
      { rawStatus: "delivery_failed", errorCode: "27" },
      { status: "undelivered", failureCategory: "handset_unreachable" },
    ],
    [{ rawStatus: "delivery_failed" }, { status: "undelivered", failureCategory: "no_reason_given" }],
  ])("%j is read as MessageBird means it", (report, expected) => {
    expect(normalise(messagebird, report)).toMatchObject(expected);
  });
});
