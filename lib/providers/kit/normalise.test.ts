import { describe, expect, it } from "vitest";
import { otpiq } from "../otpiq/otpiq";
import { twilio } from "../twilio/twilio";
import { vonageMessages } from "../vonage-messages/vonage-messages";
import { vonageSms } from "../vonage-sms/vonage-sms";
import { normalise } from "./normalise";

describe("Twilio", () => {
  const read = (rawStatus: string, errorCode?: string) => normalise(twilio, { rawStatus, errorCode });

  it.each([
    ["undelivered", "30003", "undelivered", "handset_unreachable"],
    ["undelivered", "30005", "undelivered", "invalid_number"],
    ["undelivered", "30006", "undelivered", "invalid_number"],
    ["undelivered", "30007", "rejected", "carrier_filtered"],
    ["undelivered", "30004", "rejected", "carrier_rejected"],
    ["undelivered", "30008", "undelivered", "no_reason_given"],
    ["failed", "30008", "failed", "no_reason_given"],
    ["undelivered", "30036", "expired", "expired"],
    ["failed", "30036", "expired", "expired"],
    ["undelivered", "30038", "rejected", "carrier_filtered"],
    ["failed", "30034", "rejected", "sender_not_registered"],
    ["failed", "30450", "rejected", "blocked_by_policy"],
    ["failed", "30001", "failed", "rate_limited"],
    ["failed", "21610", "rejected", "opted_out"],
    ["failed", "21211", "rejected", "invalid_number"],
    ["failed", "21408", "rejected", "destination_not_enabled"],
    ["failed", "63016", "rejected", "blocked_by_policy"],
    ["failed", "30410", "failed", "provider_fault"],
    ["failed", "39999", "failed", "unrecognised"],
    ["failed", undefined, "failed", "no_reason_given"],
    ["canceled", undefined, "rejected", "cancelled"],
  ])("%s with %s is %s, %s", (rawStatus, errorCode, status, failureCategory) => {
    expect(read(rawStatus, errorCode)).toMatchObject({ status, failureCategory, isFinal: true, mapped: true });
  });

  it.each([
    ["accepted", "accepted"],
    ["queued", "accepted"],
    ["scheduled", "accepted"],
    ["sending", "accepted"],
    ["sent", "sent"],
    ["SENT", "sent"],
  ])("%s is %s and not the last word", (rawStatus, status) => {
    expect(read(rawStatus)).toMatchObject({ status, isFinal: false, failureCategory: null });
  });

  it.each([
    ["undelivered", "30003", "carrier"],
    ["undelivered", "30007", "provider"],
    ["undelivered", "30038", "provider"],
    ["undelivered", "30034", "provider"],
    ["undelivered", "30036", "provider"],
    ["failed", "21610", "provider"],
    ["delivered", "30007", "carrier"],
  ])("%s with %s is the word of the %s", (rawStatus, errorCode, saidBy) => {
    expect(read(rawStatus, errorCode).saidBy).toBe(saidBy);
  });

  it("delivers without a category, whatever code came along", () => {
    for (const rawStatus of ["delivered", "read", "partially_delivered"]) {
      expect(read(rawStatus, "30007")).toMatchObject({ status: "delivered", isFinal: true, failureCategory: null });
    }
    expect([read("partially_delivered").partial, read("delivered").partial]).toEqual([true, false]);
  });

  it("knows every family of codes", () => {
    const codes = Object.keys(twilio.errors);
    for (const family of ["300", "301", "304", "308", "212", "216", "217", "602", "603", "630", "112", "204"]) {
      expect(codes.filter((code) => code.startsWith(family)).length, family).toBeGreaterThan(0);
    }
    expect(codes.length).toBeGreaterThan(250);
  });
});

describe("Vonage", () => {
  it("narrows a general failure only", () => {
    const read = (rawStatus: string, errorCode: string) => normalise(vonageSms, { rawStatus, errorCode });
    expect(read("failed", "2")).toMatchObject({ status: "undelivered", failureCategory: "handset_unreachable" });
    expect(read("expired", "2")).toMatchObject({ status: "expired", failureCategory: "handset_unreachable" });
    expect(read("failed", "6")).toMatchObject({ status: "rejected", failureCategory: "carrier_filtered" });
    expect(read("rejected", "9")).toMatchObject({ status: "rejected", failureCategory: "opted_out" });
    expect(read("unknown", "1")).toMatchObject({
      status: "unknown",
      isFinal: true,
      failureCategory: null,
      mapped: true,
    });
  });

  it("reads the codes of the Messages API", () => {
    const read = (rawStatus: string, errorCode: string) => normalise(vonageMessages, { rawStatus, errorCode });
    expect(read("undeliverable", "1260")).toMatchObject({
      status: "undelivered",
      failureCategory: "handset_unreachable",
    });
    expect(read("undeliverable", "1210")).toMatchObject({ status: "rejected", failureCategory: "carrier_filtered" });
    expect(read("rejected", "1180")).toMatchObject({ status: "rejected", failureCategory: "handset_unreachable" });
  });
});

describe("OTPIQ", () => {
  it("reads a reason where there are no codes", () => {
    const read = (rawReason?: string) => normalise(otpiq, { rawStatus: "failed", rawReason }).failureCategory;
    expect([read("Carrier rejected the message"), read("Something new"), read()]).toEqual([
      ...["carrier_rejected", "unrecognised", "no_reason_given"],
    ]);
  });

  it("keeps a failure that is not final as the failure of one attempt", () => {
    const report = { rawStatus: "failed", rawReason: "Not on WhatsApp", isFinal: false };
    expect(normalise(otpiq, report)).toMatchObject({ status: "failed", isFinal: false });
  });
});
