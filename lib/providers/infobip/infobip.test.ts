import { describe, expect, it } from "vitest";
import { ADDRESS, AT } from "../fixtures/list-fixtures";
import { normalise } from "../kit/normalise";
import type { Provider, WebhookRequest } from "../provider";
import { infobip } from "./infobip";

const body = Buffer.from('{"results":[{"messageId":"m1","status":{"groupId":3,"groupName":"DELIVERED","id":5}}]}');
const login = { username: "otp-desk", password: "correct-horse:battery" };
const request = (headers: Record<string, string>): WebhookRequest => ({
  ...{ method: "POST", url: ADDRESS, headers, body, receivedAt: AT },
});
const authorization = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString("base64")}` });

describe("basic authentication", () => {
  it("takes the user name and password that were agreed on", () => {
    expect(infobip.verify(request(authorization("otp-desk:correct-horse:battery")), login)).toEqual({ ok: true });
    const { username: _, ...alone } = login;
    expect(infobip.verify(request(authorization(":correct-horse:battery")), alone)).toEqual({ ok: true });
  });

  it.each([
    ["another password", authorization("otp-desk:correct-horse"), "bad_signature"],
    ["another user", authorization("otp:correct-horse:battery"), "bad_signature"],
    ["the colon elsewhere", authorization("otp-desk:correct-horse battery"), "bad_signature"],
    ["another scheme", { authorization: "Bearer correct-horse:battery" }, "malformed_signature"],
    ["none", {}, "missing_signature"],
    ["an empty one", { authorization: "" }, "missing_signature"],
  ])("refuses %s", (_, headers, reason) => {
    expect(infobip.verify(request(headers as Record<string, string>), login)).toEqual({ ok: false, reason });
  });

  it("proves nothing where none was agreed on, as a user name alone does not", () => {
    expect(infobip.verify(request({}), {})).toEqual({ ok: true });
    expect(infobip.verify(request({}), { username: "otp-desk" })).toEqual({ ok: true });
  });
});

describe("an HMAC", () => {
  const provider = infobip.configure?.({
    ...{ signatureHeader: "x-signature", timestampHeader: "x-timestamp", toleranceSeconds: 3600 },
  }) as Provider<typeof infobip extends Provider<infer Secrets> ? Secrets : never>;
  const secrets = { secret: "a shared signing key" };
  const signed = provider.sign({ kind: "raw", url: ADDRESS, at: AT, body }, secrets);

  it("is read as the settings say, and covers time and body", () => {
    expect(Object.keys(signed.headers).sort()).toEqual(["content-type", "x-signature", "x-timestamp"]);
    expect(provider.verify(signed, secrets)).toEqual({ ok: true });
    expect(provider.verify({ ...signed, body: Buffer.from(`${body} `) }, secrets)).toEqual({
      ok: false,
      reason: "bad_signature",
    });
    const late = { ...signed, receivedAt: new Date(AT.getTime() + 3_601_000) };
    expect(provider.verify(late, secrets)).toEqual({ ok: false, reason: "stale_timestamp" });
  });

  it("is asked for where a key is set", () => {
    expect(infobip.verify(request({}), secrets)).toEqual({ ok: false, reason: "missing_signature" });
  });

  it("or the password proves a callback, where both are set: a subscription changes from one to the other", () => {
    const both = { ...login, ...secrets };
    expect(provider.verify(signed, both)).toEqual({ ok: true });
    expect(provider.verify(request(authorization("otp-desk:correct-horse:battery")), both)).toEqual({ ok: true });
    expect(provider.verify(request(authorization("otp-desk:other")), both).ok).toBe(false);
    expect(provider.verify(request({}), both).ok).toBe(false);
  });

  it("needs to be told where a signed time stands", () => {
    expect(infobip.settings?.safeParse({ signedContent: "timestamp.body" }).success).toBe(false);
    expect(infobip.settings?.safeParse({ signatureHeader: "X-Signature" }).success).toBe(true);
  });
});

describe("a status", () => {
  it.each([
    ["DELIVERED_TO_HANDSET", { status: "delivered", saidBy: "handset" }],
    ["DELIVERED_TO_OPERATOR", { status: "sent", isFinal: false, saidBy: "carrier" }],
    ["UNDELIVERABLE_REJECTED_OPERATOR", { status: "rejected", failureCategory: "carrier_rejected" }],
    ["EXPIRED_DLR_UNKNOWN", { status: "unknown", isFinal: true }],
    ["REJECTED_NOT_ENOUGH_CREDITS", { status: "rejected", failureCategory: "insufficient_balance" }],
    ["REJECTED_DND", { status: "rejected", failureCategory: "opted_out" }],
    ["REJECTED", { status: "rejected", failureCategory: "no_reason_given" }],
  ])("%s is read as Infobip means it", (rawStatus, expected) => {
    expect(normalise(infobip, { rawStatus })).toMatchObject(expected);
  });

  it("has an error that narrows it", () => {
    expect(normalise(infobip, { rawStatus: "UNDELIVERABLE_NOT_DELIVERED", errorCode: "4101" })).toMatchObject({
      ...{ status: "expired", failureCategory: "expired" },
    });
  });

  it("is its group where it has no name", () => {
    expect(infobip.parse(request({}))).toMatchObject({ kind: "reports", reports: [{ rawStatus: "DELIVERED" }] });
  });
});

it("refuses more results than a subscription can ask for, and bodies without any", () => {
  const of = (results: unknown) => infobip.parse({ ...request({}), body: Buffer.from(JSON.stringify({ results })) });
  expect(of(Array(2001).fill({}))).toEqual({ kind: "problem", problem: "too_many_reports" });
  expect(of([])).toEqual({ kind: "problem", problem: "unexpected_shape" });
  expect(of({ messageId: "m1" })).toEqual({ kind: "problem", problem: "unexpected_shape" });
});
