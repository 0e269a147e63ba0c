import { describe, expect, it } from "vitest";
import { ADDRESS, AT } from "../fixtures/list-fixtures";
import { normalise } from "../kit/normalise";
import type { WebhookRequest } from "../provider";
import { metaWhatsapp } from "./meta-whatsapp";

const secrets = { appSecret: "0123456789abcdef0123456789abcdef", verifyToken: "meatyhamhock" };

describe("the handshake", () => {
  const asked = { "hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": secrets.verifyToken };
  const ask = (fields: Record<string, string>): WebhookRequest => ({
    ...{ method: "GET", url: `${ADDRESS}?${new URLSearchParams(fields)}`, headers: {} },
    ...{ body: Buffer.alloc(0), receivedAt: AT },
  });

  it("is answered with the challenge alone, as plain text", () => {
    expect(metaWhatsapp.methods).toContain("GET");
    expect(metaWhatsapp.verify(ask(asked), secrets)).toEqual({ ok: true });
    expect(metaWhatsapp.parse(ask(asked))).toEqual({
      ...{ kind: "handshake", status: 200, body: "1158201444" },
      headers: { "content-type": "text/plain; charset=utf-8" },
    });
  });

  it.each([
    ["another token", { ...asked, "hub.verify_token": "meatyhamhocks" }, "bad_signature"],
    ["the app secret for the token", { ...asked, "hub.verify_token": secrets.appSecret }, "bad_signature"],
    ["an empty token", { ...asked, "hub.verify_token": "" }, "missing_signature"],
    ["none", { "hub.mode": "subscribe", "hub.challenge": "1" }, "missing_signature"],
  ])("is refused with %s", (_, fields, reason) => {
    expect(metaWhatsapp.verify(ask(fields as Record<string, string>), secrets)).toEqual({ ok: false, reason });
  });

  it("is refused with two tokens, and where none was set", () => {
    const twice = ask(asked);
    expect(metaWhatsapp.verify({ ...twice, url: `${twice.url}&hub.verify_token=x` }, secrets).ok).toBe(false);
    const { verifyToken: _, ...without } = secrets;
    expect(metaWhatsapp.verify(ask(asked), without as typeof secrets)).toEqual({ ok: false, reason: "missing_secret" });
  });

  it.each([
    ["a mode that is not to subscribe", { ...asked, "hub.mode": "unsubscribe" }],
    ["no challenge", { "hub.mode": "subscribe", "hub.verify_token": secrets.verifyToken }],
    ["markup for a challenge", { ...asked, "hub.challenge": "<script>" }],
  ])("with %s is not one", (_, fields) => {
    expect(metaWhatsapp.parse(ask(fields as Record<string, string>))).toEqual({
      kind: "problem",
      problem: "unexpected_shape",
    });
  });

  it("opens no door to callbacks: a post proves itself by its signature alone", () => {
    const post = { ...ask(asked), method: "POST", body: Buffer.from("{}") };
    expect(metaWhatsapp.verify(post, secrets)).toEqual({ ok: false, reason: "missing_signature" });
  });
});

describe("a signature", () => {
  // As Meta writes them, escaped; parsed and written again they would be other bytes.
  const body = Buffer.from('{"object":"whatsapp_business_account","entry":[],"name":"\\u00e9\\u0040 \\/ example"}');
  const signed = metaWhatsapp.sign({ kind: "raw", url: ADDRESS, at: AT, body }, secrets);

  it("is of the bytes as they came", () => {
    expect(metaWhatsapp.verify(signed, secrets)).toEqual({ ok: true });
    const written = Buffer.from(JSON.stringify(JSON.parse(body.toString())));
    expect(written.equals(body)).toBe(false);
    expect(metaWhatsapp.verify({ ...signed, body: written }, secrets).ok).toBe(false);
  });

  it("is the newer one: the older header's SHA-1 opens nothing", () => {
    const { "x-hub-signature-256": newer = "", ...headers } = signed.headers;
    const older = { ...signed, headers: { ...headers, "x-hub-signature": newer.replace("sha256", "sha1") } };
    expect(metaWhatsapp.verify(older, secrets)).toEqual({ ok: false, reason: "missing_signature" });
  });

  it("is refused without its method's name before it", () => {
    const headers = { ...signed.headers, "x-hub-signature-256": signed.headers["x-hub-signature-256"]?.slice(7) ?? "" };
    expect(metaWhatsapp.verify({ ...signed, headers }, secrets)).toEqual({ ok: false, reason: "malformed_signature" });
  });

  it("has no time, so that seven days of tries are taken", () => {
    const late = { ...signed, receivedAt: new Date(AT.getTime() + 7 * 86_400_000) };
    expect(metaWhatsapp.verify(late, secrets)).toEqual({ ok: true });
  });
});

it.each([
  ["131026", "undelivered", "handset_unreachable"],
  ["131047", "rejected", "blocked_by_policy"],
  ["131049", "rejected", "blocked_by_policy"],
  ["131050", "rejected", "opted_out"],
  ["130472", "rejected", "blocked_by_policy"],
  ["132015", "rejected", "template_rejected"],
  ["131042", "rejected", "insufficient_balance"],
  ["131056", "failed", "rate_limited"],
  ["131000", "failed", "provider_fault"],
  ["209", "failed", "request_error"],
  ["999999", "failed", "unrecognised"],
])("reads the code %s as %s, %s", (errorCode, status, failureCategory) => {
  const said = normalise(metaWhatsapp, { rawStatus: "failed", errorCode });
  expect(said).toMatchObject({ status, failureCategory, isFinal: true, saidBy: "provider" });
});

it("keeps what has no place beside statuses for review", () => {
  const metadata = { display_phone_number: "15555550199" };
  const status = { id: "wamid.1", status: "sent", timestamp: "1772366400", recipient_id: "15555550142" };
  const value = { metadata, statuses: [status], messages: [{ id: "wamid.2", from: "15555550142" }] };
  const body = Buffer.from(JSON.stringify({ entry: [{ changes: [{ value }] }] }));
  const parsed = metaWhatsapp.parse(metaWhatsapp.sign({ kind: "raw", url: ADDRESS, at: AT, body }, secrets));
  expect(parsed).toMatchObject({
    ...{ kind: "reports", reports: [{ providerMessageId: "wamid.1" }] },
    problems: [{ index: 1, problem: "unexpected_shape" }],
  });
});

it("reads a change of another field as nothing it knows", () => {
  const change = { field: "account_update", value: { event: "VERIFIED_ACCOUNT" } };
  const body = Buffer.from(JSON.stringify({ object: "whatsapp_business_account", entry: [{ changes: [change] }] }));
  const signed = metaWhatsapp.sign({ kind: "raw", url: ADDRESS, at: AT, body }, secrets);
  expect(metaWhatsapp.parse(signed)).toEqual({ kind: "problem", problem: "unexpected_shape" });
});
