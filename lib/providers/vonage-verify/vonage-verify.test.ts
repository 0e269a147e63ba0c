import { describe, expect, it } from "vitest";
import { ADDRESS, AT } from "../fixtures/list-fixtures";
import { vonageVerify } from "./vonage-verify";

const secrets = { signatureSecret: "0123456789abcdef0123456789abcdef" };
const body = Buffer.from(JSON.stringify({ request_id: "r1", type: "summary", status: "completed" }));
const signed = vonageVerify.sign({ kind: "raw", url: ADDRESS, at: AT, body }, secrets);
const later = (seconds: number) => ({ ...signed, receivedAt: new Date(AT.getTime() + seconds * 1_000) });

describe("Vonage Verify", () => {
  it("bears the token of Vonage's messages, of an age that is a setting", () => {
    expect(vonageVerify.verify(later(24 * 3600), secrets)).toEqual({ ok: true });
    expect(vonageVerify.verify(later(26 * 3600), secrets)).toEqual({ ok: false, reason: "stale_timestamp" });
    const strict = vonageVerify.configure?.({ toleranceSeconds: 60 });
    expect(strict?.verify(later(120), secrets)).toEqual({ ok: false, reason: "stale_timestamp" });
    expect(vonageVerify.verify(signed, { ...secrets, apiKey: "k1" })).toEqual({ ok: false, reason: "wrong_account" });
  });

  it("asks for a callback without its token again, and tells of no message", () => {
    const refused = vonageVerify.respond({ kind: "refused", reason: "missing_signature" });
    expect(refused.status).toBe(503);
    const report = { kind: "report", url: ADDRESS, at: AT, providerMessageId: "m1", rawStatus: "delivered" } as const;
    expect(() => vonageVerify.sign(report, secrets)).toThrow("no message");
  });

  it("does not take the end of a step for the end of the request", () => {
    for (const status of ["expired", "failed", "rejected", "user_rejected", "unused", "action_pending"]) {
      const step = { request_id: "r1", type: "event", channel: "sms", status, triggered_at: AT.toISOString() };
      const read = vonageVerify.parse({ ...signed, body: Buffer.from(JSON.stringify(step)) });
      if (read.kind !== "verification") throw new Error(read.kind);
      expect(read.events.map(({ type }) => type)).toEqual([status === "expired" ? "code_sent" : "requested"]);
    }
  });
});
