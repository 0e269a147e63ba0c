import { expect, it } from "vitest";
import { ADDRESS, AT } from "../fixtures/list-fixtures";
import { normalise } from "../kit/normalise";
import { sinchSms } from "./sinch-sms";

const secrets = { webhookSecret: "SMSWebhooksSecret" };
const example = { kind: "report", url: ADDRESS, at: AT, providerMessageId: "b1", rawStatus: "delivered" } as const;
const signed = sinchSms.sign(example, secrets);

it("takes no other algorithm than it checks, and no old signature", () => {
  const headers = { ...signed.headers, "x-sinch-webhook-signature-algorithm": "HmacSHA1" };
  expect(sinchSms.verify({ ...signed, headers }, secrets)).toEqual({ ok: false, reason: "bad_algorithm" });
  const later = (hours: number) => ({ ...signed, receivedAt: new Date(AT.getTime() + hours * 3_600_000) });
  expect(sinchSms.verify(later(23), secrets)).toEqual({ ok: true });
  expect(sinchSms.verify(later(26), secrets)).toEqual({ ok: false, reason: "stale_timestamp" });
  const strict = sinchSms.configure?.({ toleranceSeconds: 300 });
  expect(strict?.verify(later(1), secrets)).toEqual({ ok: false, reason: "stale_timestamp" });
});

it.each([
  ["Failed", "300", "undelivered", "invalid_number", "carrier"],
  ["Failed", "15", "rejected", "carrier_filtered", "carrier"],
  ["Failed", "77", "undelivered", "unrecognised", "carrier"],
  ["Failed", undefined, "undelivered", "no_reason_given", "carrier"],
  ["Rejected", "402", "rejected", "carrier_rejected", "carrier"],
  ["Expired", "406", "expired", "expired", "provider"],
  ["Aborted", "403", "failed", "provider_fault", "provider"],
  ["Aborted", "412", "rejected", "destination_not_enabled", "provider"],
  ["Aborted", "413", "rejected", "blocked_by_policy", "provider"],
  ["Cancelled", "407", "rejected", "cancelled", "provider"],
  ["Deleted", undefined, "rejected", "cancelled", "provider"],
])("reads %s with code %s as %s, %s, by the %s", (rawStatus, errorCode, status, failureCategory, saidBy) => {
  const said = normalise(sinchSms, { rawStatus, errorCode });
  expect(said).toMatchObject({ status, failureCategory, saidBy, isFinal: true });
});

it("keeps codes that tell of no error out of the message's", () => {
  for (const [rawStatus, code] of [
    ["Delivered", 0],
    ["Queued", 400],
    ["Dispatched", "401"],
  ]) {
    const body = Buffer.from(JSON.stringify({ batch_id: "b1", status: rawStatus, code }));
    expect(sinchSms.parse({ ...signed, body })).toMatchObject({ reports: [{ rawStatus, errorCode: undefined }] });
  }
});

it("does not guess whose the statuses of a summary are", () => {
  const statuses = [
    { code: 0, count: 2, status: "Delivered" },
    { code: 404, count: 1, status: "Failed" },
  ];
  const body = Buffer.from(JSON.stringify({ batch_id: "b1", statuses, total_message_count: 3 }));
  expect(sinchSms.parse({ ...signed, body })).toEqual({ kind: "problem", problem: "unexpected_shape" });
  const none = Buffer.from(JSON.stringify({ batch_id: "b1", statuses: [] }));
  expect(sinchSms.parse({ ...signed, body: none })).toEqual({ kind: "problem", problem: "missing_status" });
});

it("looks a message up", () => {
  const full = { ...secrets, servicePlanId: "plan", apiToken: "t" };
  expect(sinchSms.lookup?.request("b1", { ...secrets, apiToken: "t" })).toBeUndefined();
  expect(sinchSms.lookup?.request("b/1", full)).toMatchObject({
    url: "https://us.sms.api.sinch.com/xms/v1/plan/batches/b%2F1/delivery_report?type=full",
    headers: { authorization: "Bearer t" },
  });
  expect(sinchSms.lookup?.request("b1", { ...full, region: "eu" })?.url).toContain("https://eu.sms.api.sinch.com/");
  const statuses = [{ code: 406, count: 1, recipients: ["447700900123"], status: "Expired" }];
  const body = JSON.stringify({ batch_id: "b1", statuses, total_message_count: 1, type: "delivery_report_sms" });
  expect(sinchSms.lookup?.parse({ status: 200, body })).toMatchObject([
    { providerMessageId: "b1", rawStatus: "Expired", errorCode: "406", recipient: "447700900123" },
  ]);
  expect(sinchSms.lookup?.parse({ status: 404, body: "{}" })).toEqual([]);
  expect(() => sinchSms.lookup?.parse({ status: 429, body: "{}" })).toThrow("429");
});
