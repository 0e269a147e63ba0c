import { expect, it } from "vitest";
import { ADDRESS, AT } from "../fixtures/list-fixtures";
import { normalise } from "../kit/normalise";
import { telnyx } from "./telnyx";
import { keyPairOf } from "./telnyx-signature";

const secrets = { publicKey: keyPairOf("07".repeat(32)) };
const example = { kind: "report", url: ADDRESS, at: AT, providerMessageId: "m1", rawStatus: "delivered" } as const;

it.each(["", "AAAA", "not base64 at all", `${"A".repeat(86)}==`, `${"A".repeat(43)}`.slice(1)])(
  "refuses the key %s",
  (publicKey) => expect(telnyx.secrets.safeParse({ publicKey }).success).toBe(false),
);

it("cannot sign with what the portal gives, and says so", () => {
  const publicKey = Buffer.from(secrets.publicKey, "base64").subarray(32).toString("base64");
  expect(telnyx.secrets.safeParse({ publicKey }).success).toBe(true);
  expect(telnyx.verify(telnyx.sign(example, secrets), { publicKey })).toEqual({ ok: true });
  expect(() => telnyx.sign(example, { publicKey })).toThrow("public key");
});

it("tells which try it is, and that a later one says the same", () => {
  const signed = telnyx.sign(example, secrets);
  const again = { ...signed, body: Buffer.from(signed.body.toString().replace('"attempt":1', '"attempt":2')) };
  expect([telnyx.attempt?.(signed), telnyx.attempt?.(again)]).toEqual([1, 2]);
  expect(telnyx.repeated?.(again)).toBe(telnyx.repeated?.(signed));
  expect(telnyx.attempt?.({ ...signed, body: Buffer.from("{}") })).toBeNull();
});

it("takes the carrier's silence for no failure", () => {
  const unconfirmed = normalise(telnyx, { rawStatus: "delivery_unconfirmed" });
  expect(unconfirmed).toMatchObject({ status: "unknown", isFinal: true, failureCategory: null });
});

it("tells a filter of its own from the carrier's", () => {
  const failed = (rawStatus: string, errorCode: string) => normalise(telnyx, { rawStatus, errorCode });
  expect(failed("sending_failed", "40015")).toMatchObject({ status: "rejected", saidBy: "provider" });
  expect(failed("delivery_failed", "40003")).toMatchObject({
    ...{ status: "rejected", saidBy: "carrier", failureCategory: "carrier_filtered" },
  });
});

it("looks a message up", () => {
  expect(telnyx.lookup?.request("m1", secrets)).toBeUndefined();
  expect(telnyx.lookup?.request("m1", { ...secrets, apiKey: "k" })).toMatchObject({
    ...{ url: "https://api.telnyx.com/v2/messages/m1", headers: { authorization: "Bearer k" } },
  });
  const { data } = JSON.parse(telnyx.sign(example, secrets).body.toString());
  const [report] = telnyx.lookup?.parse({ status: 200, body: JSON.stringify({ data: data.payload }) }) ?? [];
  expect(report).toMatchObject({ providerMessageId: "m1", rawStatus: "delivered", providerOccurredAt: AT, parts: 1 });
  expect(telnyx.lookup?.parse({ status: 404, body: "{}" })).toEqual([]);
  expect(() => telnyx.lookup?.parse({ status: 429, body: "{}" })).toThrow("429");
});
