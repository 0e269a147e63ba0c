import { expect, it } from "vitest";
import { ADDRESS, AT } from "../fixtures/list-fixtures";
import { twilio } from "./twilio";

const secrets = { authToken: "0123456789abcdef0123456789abcdef", accountSid: `AC${"0".repeat(32)}` };

it("takes the carrier's date for no moment, because it has no zone", () => {
  const example = { kind: "report", url: ADDRESS, at: AT, providerMessageId: "SM1", rawStatus: "delivered" } as const;
  const signed = twilio.sign({ ...example, providerOccurredAt: AT }, secrets);
  expect(signed.body.toString()).toContain("RawDlrDoneDate=2603011200");
  const parsed = twilio.parse(signed);
  expect(parsed.kind === "reports" && parsed.reports[0]?.providerOccurredAt).toBeUndefined();
});

it("believes no parameter that contradicts itself", () => {
  const body = Buffer.from("MessageSid=SM1&MessageStatus=sent&MessageStatus=delivered");
  const signed = twilio.sign({ kind: "raw", url: ADDRESS, at: AT, body }, secrets);
  expect(twilio.parse(signed)).toEqual({ kind: "problem", problem: "missing_status" });
});

it("covers the first byte of a form, too", () => {
  const body = Buffer.from("MessageSid=SM1&MessageStatus=sent");
  const signed = twilio.sign({ kind: "raw", url: ADDRESS, at: AT, body }, secrets);
  const longer = { ...signed, body: Buffer.concat([Buffer.from("?"), body]) };
  expect(twilio.verify(longer, secrets)).toEqual({ ok: false, reason: "bad_signature" });
});

it("separates a channel's name from the number", () => {
  const read = (to: string) => {
    const body = Buffer.from(new URLSearchParams({ MessageSid: "SM1", MessageStatus: "sent", To: to }).toString());
    const parsed = twilio.parse(twilio.sign({ kind: "raw", url: ADDRESS, at: AT, body }, secrets));
    return parsed.kind === "reports" ? [parsed.reports[0]?.channel, parsed.reports[0]?.recipient] : parsed;
  };
  expect(read("whatsapp:+447700900123")).toEqual(["whatsapp", "+447700900123"]);
  expect(read("rcs:+447700900123")).toEqual(["rcs", "+447700900123"]);
  expect(read("constructor:1")).toEqual(["other", "1"]);
  expect(read("+447700900123")).toEqual(["sms", "+447700900123"]);
});

it("looks a message up", () => {
  expect(twilio.lookup?.request("SM1", { authToken: secrets.authToken })).toBeUndefined();
  expect(twilio.lookup?.request("SM1", secrets)).toMatchObject({
    url: `https://api.twilio.com/2010-04-01/Accounts/${secrets.accountSid}/Messages/SM1.json`,
    headers: { authorization: `Basic ${Buffer.from(`${secrets.accountSid}:${secrets.authToken}`).toString("base64")}` },
  });
  const message = { sid: "SM1", status: "undelivered", error_code: 30003, error_message: null, num_segments: "2" };
  const more = { to: "+14155550100", from: "+14155550199", price: "-0.00750", price_unit: "USD", body: "text" };
  expect(twilio.lookup?.parse({ status: 200, body: JSON.stringify({ ...message, ...more }) })).toEqual([
    {
      ...{ index: 0, providerMessageId: "SM1", rawStatus: "undelivered", errorCode: "30003", channel: "sms", parts: 2 },
      ...{ recipient: "+14155550100", sender: "+14155550199", price: { amount: "-0.00750", currency: "USD" } },
    },
  ]);
  expect(twilio.lookup?.parse({ status: 404, body: "{}" })).toEqual([]);
  expect(() => twilio.lookup?.parse({ status: 429, body: "{}" })).toThrow("429");
});
