import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ADDRESS, AT } from "../fixtures/list-fixtures";
import { normalise } from "../kit/normalise";
import type { WebhookRequest } from "../provider";
import { genericHmac } from "./generic-hmac";

const secrets = { secret: "a shared signing secret" };
const body = Buffer.from('{"message_id":"abc123","status":"delivered"}');
const mac = createHmac("sha256", secrets.secret).update(body).digest();

function request(headers: Record<string, string>, given: Partial<WebhookRequest> = {}): WebhookRequest {
  return { method: "POST", url: ADDRESS, headers, body, receivedAt: AT, ...given };
}

function configure(settings: Record<string, unknown>) {
  const provider = genericHmac.configure?.(settings);
  if (!provider) throw new Error("Nothing to configure");
  return provider;
}

describe("the signature", () => {
  it.each([
    ["hex", mac.toString("hex")],
    ["upper-case hex", mac.toString("hex").toUpperCase()],
    ["base64", mac.toString("base64")],
    ["prefixed hex", `sha256=${mac.toString("hex")}`],
    ["prefixed base64", `sha256=${mac.toString("base64")}`],
  ])("may be %s", (_name, header) => {
    expect(genericHmac.verify(request({ "x-provider-signature": header }), secrets)).toEqual({ ok: true });
  });

  it.each([
    ["missing_signature", {}],
    ["malformed_signature", { "x-provider-signature": "?" }],
    ["malformed_signature", { "x-provider-signature": `sha1=${mac.toString("hex")}` }],
    ["bad_signature", { "x-provider-signature": createHmac("sha256", "other").update(body).digest("hex") }],
  ])("is refused: %s", (reason, headers) => {
    expect(genericHmac.verify(request(headers), secrets)).toEqual({ ok: false, reason });
  });

  it("may stand in another header", () => {
    const provider = configure({ signatureHeader: "X-Other-Signature" });
    expect(provider.verify(request({ "x-other-signature": mac.toString("hex") }), secrets)).toEqual({ ok: true });
    expect(provider.keptHeaders).toContain("x-other-signature");
  });
});

describe("a signed timestamp", () => {
  const provider = configure({ timestampHeader: "x-timestamp", toleranceSeconds: "3600" });
  const signed = provider.sign({ kind: "raw", url: ADDRESS, at: AT, body }, secrets);

  it("is part of what is signed", () => {
    expect(provider.verify(signed, secrets)).toEqual({ ok: true });
    const moved = { ...signed.headers, "x-timestamp": String(AT.getTime() / 1000 + 1) };
    expect(provider.verify({ ...signed, headers: moved }, secrets)).toEqual({ ok: false, reason: "bad_signature" });
    const { "x-timestamp": _gone, ...without } = signed.headers;
    expect(provider.verify({ ...signed, headers: without }, secrets)).toEqual({
      ok: false,
      reason: "missing_timestamp",
    });
  });

  it("may be as old as the tolerance, by default the longest retry known", () => {
    const late = (seconds: number) => ({ ...signed, receivedAt: new Date(AT.getTime() + seconds * 1000) });
    expect(provider.verify(late(3600), secrets)).toEqual({ ok: true });
    expect(provider.verify(late(3601), secrets)).toEqual({ ok: false, reason: "stale_timestamp" });
    const patient = configure({ timestampHeader: "x-timestamp" });
    expect(patient.verify(late(72 * 3600), secrets)).toEqual({ ok: true });
  });
});

describe("settings", () => {
  const provider = configure({
    reportsPath: "results",
    messageIdPath: "ref.id",
    statusPath: "state",
    errorCodePath: "err",
    occurredAtPath: "at",
    statuses: '{"DELIVRD":{"status":"delivered","final":true,"saidBy":"handset"}}',
    errors: '{"27":{"category":"handset_unreachable","meaning":"Absent subscriber","status":"undelivered"}}',
    successStatus: "202",
    successBody: "OK",
  });

  it("say where the fields stand, and what statuses and codes mean", () => {
    const text =
      '{"results":[{"ref":{"id":"m1"},"state":"DELIVRD","at":1772366400},{"ref":{"id":7},"state":"failed","err":27}]}';
    const parsed = provider.parse(request({}, { body: Buffer.from(text) }));
    if (parsed.kind !== "reports") throw new Error(parsed.kind);
    expect(parsed.reports).toMatchObject([
      { index: 0, providerMessageId: "m1", rawStatus: "DELIVRD", providerOccurredAt: new Date("2026-03-01T12:00:00Z") },
      { index: 1, providerMessageId: "7", rawStatus: "failed", errorCode: "27" },
    ]);
    expect(parsed.reports.map((report) => normalise(provider, report).status)).toEqual(["delivered", "undelivered"]);
  });

  it("say how to answer", () => {
    expect(provider.respond({ kind: "stored" })).toMatchObject({ status: 202, body: "OK" });
  });

  it("are read back from what is signed with them", () => {
    const example = { kind: "report", url: ADDRESS, at: AT, providerMessageId: "m1", rawStatus: "DELIVRD" } as const;
    const signed = provider.sign({ ...example, recipient: "+14155550100", isFinal: true }, secrets);
    expect(provider.verify(signed, secrets)).toEqual({ ok: true });
    expect(provider.parse(signed)).toMatchObject({ reports: [{ providerMessageId: "m1", isFinal: true }] });
  });

  it.each([
    ["statuses", "{"],
    ["statuses", '{"X":{"status":"lost","final":true}}'],
    ["messageIdPath", "a..b"],
    ["successStatus", "500"],
    ["toleranceSeconds", "1"],
    ["signatureHeader", "no header"],
    ["signatureHedder", "x-misspelt"],
  ])("are refused when wrong: %s = %s", (name, value) => {
    expect(genericHmac.settings?.safeParse({ [name]: value }).success).toBe(false);
  });

  it("of a later version do not stop a connection that has them stored", () => {
    expect(configure({ notYetKnown: true }).id).toBe("generic-hmac");
  });

  it("count too many reports as a problem", () => {
    const many = Buffer.from(JSON.stringify(Array(1001).fill({ message_id: "a", status: "sent" })));
    expect(genericHmac.parse(request({}, { body: many }))).toEqual({ kind: "problem", problem: "too_many_reports" });
  });
});
