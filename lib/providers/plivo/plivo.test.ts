import { describe, expect, it } from "vitest";
import { ADDRESS, AT } from "../fixtures/list-fixtures";
import { normalise } from "../kit/normalise";
import { plivo } from "./plivo";

const secrets = { authToken: "MjlmNGUwYjM5MTdhNDU2NmFiOWQxYzM3" };
const example = { kind: "report", url: ADDRESS, at: AT, providerMessageId: "m1", rawStatus: "delivered" } as const;
const signed = plivo.sign(example, secrets);

describe("a signature for messages", () => {
  it("covers the address, and neither what stands behind it nor the body: the set-up page says so", () => {
    const other = { ...signed, url: `${signed.url}?ref=1`, body: Buffer.from("MessageUUID=m2&Status=failed") };
    expect(plivo.verify(other, secrets)).toEqual({ ok: true });
    expect(plivo.verify({ ...signed, url: `${signed.url}/` }, secrets).ok).toBe(false);
    expect(plivo.setup?.caution).toContain("not what the callback says");
  });

  it("may be the main account's, or one of several", () => {
    const { "x-plivo-signature-v2": own = "", ...headers } = signed.headers;
    const none = Buffer.alloc(32).toString("base64");
    const others: Record<string, string>[] = [
      { "x-plivo-signature-ma-v2": own },
      { "x-plivo-signature-v2": none, "x-plivo-signature-ma-v2": own },
      { "x-plivo-signature-v2": `${none}, ${own}` },
    ];
    for (const more of others) {
      expect(plivo.verify({ ...signed, headers: { ...headers, ...more } }, secrets)).toEqual({ ok: true });
    }
    const malformed = { ...signed, headers: { ...headers, "x-plivo-signature-v2": "AAAA" } };
    expect(plivo.verify(malformed, secrets)).toEqual({ ok: false, reason: "malformed_signature" });
  });
});

describe("a connection that asks for V3", () => {
  const none = Buffer.alloc(0);
  const strict = plivo.configure?.({ signature: "v3" }) ?? plivo;
  const fields = strict.sign({ ...example, url: `${ADDRESS}?ref=1` }, secrets);

  it("takes no V2, and signs by V3", () => {
    expect(strict.verify(signed, secrets)).toEqual({ ok: false, reason: "missing_signature" });
    expect(strict.verify(fields, secrets)).toEqual({ ok: true });
    expect(plivo.verify(fields, secrets)).toEqual({ ok: true });
  });

  it("is refused with any one field changed, added or left out, in form and query", () => {
    const text = fields.body.toString();
    const changed = [text.replace("delivered", "failed"), `${text}&Extra=1`, text.replace(/&Units=1/, "")];
    for (const body of changed) expect(strict.verify({ ...fields, body: Buffer.from(body) }, secrets).ok).toBe(false);
    for (const url of [ADDRESS, `${ADDRESS}?ref=2`, `${ADDRESS}?ref=1&b=2`]) {
      expect(strict.verify({ ...fields, url }, secrets).ok).toBe(false);
    }
  });

  it("is refused with a body that no signature covers, put to the address of another callback", () => {
    const query = strict.sign(
      { kind: "raw", url: `${ADDRESS}?Status=sent`, at: AT, method: "GET", body: none },
      secrets,
    );
    const headers = { ...query.headers, "content-type": "application/json" };
    const body = Buffer.from('{"MessageUUID": "another", "Status": "delivered"}');
    expect(strict.verify(query, secrets)).toEqual({ ok: true });
    const put = strict.verify({ ...query, method: "POST", headers, body }, secrets);
    expect(put).toEqual({ ok: false, reason: "bad_body_hash" });
  });
});

describe("a time", () => {
  const at = (offset?: string) => (offset === undefined ? plivo : (plivo.configure?.({ timeOffset: offset }) ?? plivo));
  const timesOf = (provider: typeof plivo, rawStatus = "delivered") => {
    const parsed = provider.parse(plivo.sign({ ...example, rawStatus, providerOccurredAt: AT }, secrets));
    return parsed.kind === "reports" ? parsed.reports[0] : undefined;
  };

  it("without a zone is not read, until the admin names its offset", () => {
    expect(timesOf(at())).toMatchObject({ timeNotRead: true });
    expect(timesOf(at("+00:00"))).toMatchObject({ providerOccurredAt: AT });
    const kolkata = timesOf(at("+05:30"))?.providerOccurredAt;
    expect(kolkata?.getTime()).toBe(AT.getTime() - 5.5 * 3_600_000);
  });

  it("is of the status, or there is none", () => {
    for (const rawStatus of ["failed", "read"]) {
      const report = timesOf(at("+00:00"), rawStatus);
      expect([report?.providerOccurredAt, report?.timeNotRead]).toEqual([undefined, undefined]);
    }
  });

  it.each(["UTC", "05:30", "+15:00", "+5:30"])("has no offset %s", (timeOffset) => {
    expect(plivo.settings?.safeParse({ timeOffset }).success).toBe(false);
  });
});

it.each([
  ["undelivered", "30", "rejected", "carrier_filtered", "carrier"],
  ["undelivered", "420", "expired", "expired", "carrier"],
  ["undelivered", "70", "undelivered", "invalid_number", "carrier"],
  ["undelivered", "80", "undelivered", "handset_unreachable", "carrier"],
  ["failed", "50", "rejected", "invalid_number", "provider"],
  ["failed", "200", "rejected", "opted_out", "provider"],
  ["failed", "450", "rejected", "destination_not_enabled", "provider"],
  ["failed", "900", "rejected", "insufficient_balance", "provider"],
  ["failed", "12345", "failed", "unrecognised", "provider"],
])("reads %s with code %s as %s, %s, by the %s", (rawStatus, errorCode, status, failureCategory, saidBy) => {
  const said = normalise(plivo, { rawStatus, errorCode });
  expect(said).toMatchObject({ status, failureCategory, saidBy, isFinal: true });
});

it("looks a message up", () => {
  expect(plivo.lookup?.request("m1", secrets)).toBeUndefined();
  expect(plivo.lookup?.request("m/1", { ...secrets, authId: "MA1" })).toMatchObject({
    url: "https://api.plivo.com/v1/Account/MA1/Message/m%2F1/",
    headers: { authorization: `Basic ${Buffer.from(`MA1:${secrets.authToken}`).toString("base64")}` },
  });
  const message = {
    ...{ message_uuid: "m1", message_state: "undelivered", error_code: "80", message_type: "sms", units: 2 },
    ...{ from_number: "14155550199", to_number: "14155550100", total_amount: "0.00700", total_rate: "0.00350" },
    ...{ message_direction: "outbound", message_updated_time: "2022-05-14 23:42:29+05:30" },
  };
  const ask = (more: object) => plivo.lookup?.parse({ status: 200, body: JSON.stringify({ ...message, ...more }) });
  expect(ask({})).toEqual([
    {
      ...{ index: 0, providerMessageId: "m1", rawStatus: "undelivered", errorCode: "80", channel: "sms", parts: 2 },
      ...{ recipient: "14155550100", sender: "14155550199", price: { amount: "0.00700" } },
      providerOccurredAt: new Date("2022-05-14T18:12:29Z"),
    },
  ]);
  expect(ask({ message_state: "delivered", error_code: "000" })).toMatchObject([{ errorCode: undefined }]);
  expect(ask({ message_direction: "inbound" })).toEqual([]);
  expect(plivo.lookup?.parse({ status: 404, body: "{}" })).toEqual([]);
  expect(() => plivo.lookup?.parse({ status: 429, body: "{}" })).toThrow("429");
});
