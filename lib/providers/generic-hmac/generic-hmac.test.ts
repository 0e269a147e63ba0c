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

describe("a signature in another form", () => {
  const seconds = String(AT.getTime() / 1000);
  const hex = (...pieces: (string | Buffer)[]) => {
    const mac = createHmac("sha256", secrets.secret);
    for (const piece of pieces) mac.update(piece);
    return mac.digest("hex");
  };
  const timed = { timestampHeader: "x-timestamp" };

  it.each([
    [{ signatureForm: "v0=" }, `v0=${hex(body)}`],
    [{ signatureForm: "v0=", ...timed, signedContent: "v0:timestamp:body" }, `v0=${hex("v0:", seconds, ":", body)}`],
    [{ signatureForm: "sha256=" }, `sha256=${hex(body)}`],
    [{ signatureForm: "base64" }, Buffer.from(hex(body), "hex").toString("base64")],
    [{ signatureForm: "hex", ...timed, signedContent: "body+timestamp" }, hex(body, seconds)],
    [{ signatureForm: "hex", ...timed, signedContent: "timestamp+body" }, hex(seconds, body)],
    [{ signatureForm: "hex", ...timed, signedContent: "body" }, hex(body)],
    [{ signatureForm: "t=,v1=" }, `t=${seconds},v1=${hex(seconds, ".", body)}`],
    [{ signatureForm: "t=,v1=" }, `t=${seconds}, v1=${"0".repeat(64)}, v1=${hex(seconds, ".", body)}`],
    [{ signatureForm: "t=,v1=" }, `t=${seconds},v1=${"0".repeat(64)},${hex(seconds, ".", body)}`],
    [{ signatureForm: "t=,v1=" }, `v0=${"0".repeat(64)},v1=${hex(seconds, ".", body)},t=${seconds}`],
    [{ signatureForm: "t=,v0=", signedContent: "body+timestamp" }, `t=${seconds},v0=${hex(body, seconds)}`],
    [{ signatureForm: "t=,v1=", signedContent: "body" }, `t=${seconds},v1=${hex(body)}`],
  ])("%j takes %s", (settings, header) => {
    const headers = { "x-provider-signature": header, "x-timestamp": seconds };
    expect(configure(settings).verify(request(headers), secrets)).toEqual({ ok: true });
  });

  it.each([
    [{ signatureForm: "hex" }, Buffer.from(hex(body), "hex").toString("base64")],
    [{ signatureForm: "base64" }, hex(body)],
    [{ signatureForm: "sha256=" }, hex(body)],
    [{ signatureForm: "v0=" }, `sha256=${hex(body)}`],
    [{ signatureForm: "t=,v1=" }, `v1=${hex(body)}`],
    [{ signatureForm: "t=,v1=" }, `t=${seconds},v0=${hex(seconds, ".", body)}`],
    [{ signatureForm: "t=,v1=" }, `t=${seconds},v0=${"0".repeat(64)},${hex(seconds, ".", body)}`],
    [{ signatureForm: "t=,v1=" }, `t=1,v1=${hex(seconds, ".", body)}`],
    [{ signatureForm: "v0=", ...timed, signedContent: "timestamp.body" }, `v0=${hex(body)}`],
  ])("%j refuses %s", (settings, header) => {
    const headers = { "x-provider-signature": header, "x-timestamp": seconds };
    expect(configure(settings).verify(request(headers), secrets).ok).toBe(false);
  });

  const forms = ["any", "hex", "base64", "sha256=", "v0=", "t=,v0=", "t=,v1="];
  const contents = ["body", "timestamp.body", "timestamp+body", "body+timestamp", "v0:timestamp:body", undefined];
  it.each(forms.flatMap((form) => contents.map((content) => [form, content] as const)))(
    "%s of %s is verified as it is signed, and refused with a byte of the body or a day more",
    (signatureForm, signedContent) => {
      const provider = configure({ signatureForm, signedContent, ...timed, toleranceSeconds: 3600 });
      const signed = provider.sign({ kind: "raw", url: ADDRESS, at: AT, body }, secrets);
      expect(provider.verify(signed, secrets)).toEqual({ ok: true });
      const changed = { ...signed, body: Buffer.from(body.toString().replace("abc123", "abc124")) };
      expect(provider.verify(changed, secrets)).toEqual({ ok: false, reason: "bad_signature" });
      const late = { ...signed, receivedAt: new Date(AT.getTime() + 86_400_000) };
      expect(provider.verify(late, secrets).ok).toBe(signedContent === "body");
    },
  );

  it("needs a time from somewhere when one is signed", () => {
    const parse = (settings: object) => genericHmac.settings?.safeParse(settings);
    expect(parse({ signedContent: "timestamp.body" })?.error?.issues[0]?.path).toEqual(["signedContent"]);
    expect(parse({ signedContent: "timestamp.body", signatureForm: "t=,v1=" })?.success).toBe(true);
    expect(parse({ signedContent: "timestamp.body", ...timed })?.success).toBe(true);
    expect(parse({ signatureForm: "t=" })?.success).toBe(false);
  });
});

describe("the words of SMPP", () => {
  it.each([
    ["DELIVRD", { status: "delivered", isFinal: true }],
    ["UNDELIV", { status: "undelivered", isFinal: true, failureCategory: "no_reason_given" }],
    ["EXPIRED", { status: "expired", isFinal: true, failureCategory: "expired" }],
    ["REJECTD", { status: "rejected", isFinal: true }],
    ["DELETED", { status: "rejected", isFinal: true, failureCategory: "cancelled" }],
    ["ACCEPTD", { status: "accepted", isFinal: false }],
    ["ENROUTE", { status: "sent", isFinal: false }],
    ["UNKNOWN", { status: "unknown", isFinal: false, mapped: true }],
  ])("%s is known without settings", (rawStatus, expected) => {
    expect(normalise(genericHmac, { rawStatus })).toMatchObject({ mapped: true, ...expected });
  });

  const text =
    "id:1602718841 sub:001 dlvrd:000 submit date:2204152009 done date:2204152009 stat:UNDELIV err:011 text:stat:DELIVRD err:000";
  it.each([
    { message_id: "a", error: text },
    { message_id: "a", status: text },
    { message_id: "a", status: "UNDELIV", error: text },
  ])("are read out of a receipt's text in %j", (fields) => {
    const parsed = genericHmac.parse(request({}, { body: Buffer.from(JSON.stringify(fields)) }));
    expect(parsed).toMatchObject({ reports: [{ rawStatus: "UNDELIV", errorCode: "011" }] });
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

  it("say what is new with each push, by default the usual names", () => {
    const said = (fields: object, of = genericHmac) =>
      of.repeated?.(request({}, { body: Buffer.from(JSON.stringify({ message_id: "a", ...fields })) }));
    expect(said({ nonce: 1, attempt: 1 })).toBe(said({ nonce: 2, attempt: 2 }));
    expect(said({ nonce: 1, error: "x" })).not.toBe(said({ nonce: 2, error: "y" }));
    expect(said({ error: "x" })).toBeUndefined();
    const own = configure({ perPushPath: "push.at|items.try" });
    const push = (at: number) => said({ push: { at }, items: [{ try: at, id: 1 }] }, own);
    expect(push(1)).toBe(push(2));
    expect(push(1)).toContain('"id":1');
    expect(said({ nonce: 1 }, own)).toBeUndefined();
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
    ["signatureForm", "sha1="],
    ["signedContent", "header"],
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
