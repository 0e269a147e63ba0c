import { describe, expect, it } from "vitest";
import { ADDRESS, AT } from "../fixtures/list-fixtures";
import type { ParsedCallback } from "../provider";
import { twilioVerify } from "./twilio-verify";

const parse = (value: unknown): ParsedCallback =>
  twilioVerify.parse({
    ...{ method: "POST", url: ADDRESS, receivedAt: AT, headers: { "content-type": "application/json" } },
    body: Buffer.from(JSON.stringify(value)),
  });
const event = (suffix: string, data: object, more: object = {}) => ({
  ...{ type: `com.twilio.accountsecurity.verify.${suffix}`, id: "e1", time: "2026-03-01T12:00:00.000Z" },
  ...{ data: { verification_sid: "VE1", attempt_sid: "VL1", ...data }, ...more },
});

describe("events of Twilio Verify", () => {
  it.each([
    ["verification.max_attempts_reached", {}],
    ["verification.max-attempts-reached", {}],
    ["verification.anything", { verification_status: "MAX_ATTEMPTS_REACHED" }],
  ])("read the word however it is written: %s %j", (suffix, data) => {
    expect(parse([event(suffix, data)])).toMatchObject({
      events: [{ type: "failed", rawStatus: "max_attempts_reached", providerEventId: "e1" }],
    });
  });

  it("tell of the same tries by the same facts, whichever event repeats them", () => {
    const attempts = [{ time: "2026-03-01T11:59:00.000Z", channel: "call", attempt_sid: "VL1" }];
    const said = ["pending", "approved"].map((word, index) => {
      const data = { send_code_attempts: { count: 1, attempts } };
      const read = parse([event(`verification.${word}`, data, { id: `e${index}` })]);
      return read.kind === "verification" ? read.events.slice(1) : [];
    });
    expect(said[0]).toMatchObject([{ type: "code_sent", channel: "voice" }]);
    expect(said[1]).toEqual(said[0]);
    expect(said[0]?.[0]).not.toHaveProperty("providerEventId");
  });

  it("are read one by one where they come alone, and too many are not", () => {
    expect(parse(event("verification.pending", {}))).toMatchObject({ kind: "verification" });
    expect(parse(Array.from({ length: 1_001 }, () => event("verification.pending", {})))).toEqual({
      ...{ kind: "problem", problem: "too_many_reports" },
    });
  });

  it("take a report's word from its type where it has no other", () => {
    expect(parse([event("message.delivered", {})])).toMatchObject({ reports: [{ rawStatus: "delivered" }] });
    expect(parse([event("message.delivered", { attempt_sid: undefined })])).toEqual({
      ...{ kind: "problem", problem: "missing_message_id" },
    });
  });
});
