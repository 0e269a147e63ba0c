import { describe, expect, it } from "vitest";
import { ADDRESS, AT } from "../fixtures/list-fixtures";
import { signHmacToken } from "../kit/hmac-token";
import { digest } from "../kit/signature";
import type { WebhookRequest } from "../provider";
import { vonageMessages } from "./vonage-messages";

describe("Vonage Messages", () => {
  const signatureSecret = "ZYtdTtGV3BCFN7tWmOWr1md66XsquMggr4W2cTtXtcPgfnI0Xw";
  const body = Buffer.from('{"message_uuid":"m1","status":"delivered"}');
  const claims = {
    iss: "Vonage",
    iat: AT.getTime() / 1000,
    payload_hash: digest("sha256", body).toString("hex"),
    api_key: "k1",
  };
  const request = (token: string): WebhookRequest => ({
    ...{ method: "POST", url: ADDRESS, body, receivedAt: AT },
    headers: { authorization: `Bearer ${token}` },
  });
  const verify = (changed: Record<string, unknown>, more: { apiKey?: string } = {}) =>
    vonageMessages.verify(request(signHmacToken({ ...claims, ...changed }, signatureSecret)), {
      signatureSecret,
      ...more,
    });

  it.each([
    [{}, { ok: true }],
    [{ payload_hash: undefined }, { ok: false, reason: "bad_body_hash" }],
    [{ payload_hash: "00" }, { ok: false, reason: "bad_body_hash" }],
    [{ iss: "Somebody" }, { ok: false, reason: "wrong_account" }],
    [{ iat: undefined }, { ok: false, reason: "missing_timestamp" }],
    [{ iat: "now" }, { ok: false, reason: "missing_timestamp" }],
    [{ iat: claims.iat - 24 * 3600 }, { ok: true }],
    [{ iat: claims.iat - 26 * 3600 }, { ok: false, reason: "stale_timestamp" }],
    [{ iat: claims.iat + 600 }, { ok: false, reason: "stale_timestamp" }],
  ])("judges the claims %j", (changed, expected) => expect(verify(changed)).toEqual(expected));

  it("takes its own account's callbacks only, when told which", () => {
    expect(verify({}, { apiKey: "k1" })).toEqual({ ok: true });
    expect(verify({}, { apiKey: "k2" })).toEqual({ ok: false, reason: "wrong_account" });
  });

  it("chooses the algorithm itself", () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const unsigned = `${part({ alg: "none", typ: "JWT" })}.${part(claims)}.x`;
    expect(vonageMessages.verify(request(unsigned), { signatureSecret })).toEqual({
      ok: false,
      reason: "bad_algorithm",
    });
    for (const token of ["", "a", "a.b", "a.b.c", "a.b.c.d", "..", unsigned.slice(0, -2)]) {
      expect(vonageMessages.verify(request(token), { signatureSecret }).ok).toBe(false);
    }
  });

  it("asks for a callback without a token again, and for a forged one not", () => {
    const bare = { ...request(""), headers: {} };
    expect(vonageMessages.verify(bare, { signatureSecret })).toEqual({ ok: false, reason: "missing_signature" });
    expect(vonageMessages.respond({ kind: "refused", reason: "missing_signature" }).status).toBe(503);
    expect(vonageMessages.respond({ kind: "refused", reason: "bad_signature" }).status).toBe(401);
  });
});
