import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ADDRESS, AT } from "../fixtures/list-fixtures";
import { standardWebhooks } from "./standard-webhooks";

const shared = { secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" };
const body = Buffer.from('{"type":"message.sent","data":{"id":"m1"}}');
const example = { kind: "raw", url: ADDRESS, at: AT, body } as const;

function keyPair() {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const seed = privateKey.export({ format: "der", type: "pkcs8" }).subarray(-32);
  const point = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  return {
    signing: { secret: `whsk_${Buffer.concat([seed, point]).toString("base64")}` },
    checking: { secret: `whpk_${point.toString("base64")}` },
  };
}

describe("Ed25519 (v1a)", () => {
  const { signing, checking } = keyPair();
  const signed = standardWebhooks.sign(example, signing);

  it("is verified with the public key alone", () => {
    expect(standardWebhooks.secrets.safeParse(checking).success).toBe(true);
    expect(standardWebhooks.verify(signed, checking)).toEqual({ ok: true });
    expect(standardWebhooks.verify(signed, keyPair().checking)).toEqual({ ok: false, reason: "bad_signature" });
    expect(() => standardWebhooks.sign(example, checking)).toThrow("public key");
  });

  it("is refused with any byte of body, id, time or signature changed", () => {
    for (let index = 0; index < body.length; index++) {
      const changed = Buffer.from(body);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(standardWebhooks.verify({ ...signed, body: changed }, checking).ok).toBe(false);
    }
    for (const name of ["webhook-id", "webhook-timestamp", "webhook-signature"]) {
      const value = Buffer.from(signed.headers[name] ?? "");
      for (let index = 0; index < value.length; index++) {
        const changed = Buffer.from(value);
        changed[index] = (changed[index] ?? 0) ^ 1;
        const headers = { ...signed.headers, [name]: changed.toString("latin1") };
        expect(standardWebhooks.verify({ ...signed, headers }, checking).ok).toBe(false);
      }
    }
  });
});

it("takes one good signature among several, and no other scheme's", () => {
  const signed = standardWebhooks.sign(example, shared);
  const good = signed.headers["webhook-signature"] ?? "";
  const verify = (signature: string) =>
    standardWebhooks.verify({ ...signed, headers: { ...signed.headers, "webhook-signature": signature } }, shared).ok;
  expect(verify(`v1,AAAA v1a,BBBB ${good}`)).toBe(true);
  expect(verify(good.replace("v1,", "v2,"))).toBe(false);
  expect(verify(good.replace("v1,", "v1a,"))).toBe(false);
  expect(verify(good.replace("v1,", ""))).toBe(false);
  expect(verify("v1,")).toBe(false);
});

it("never mixes the two families of header names", () => {
  const signed = standardWebhooks.sign(example, shared);
  const { "webhook-signature": signature = "", ...headers } = signed.headers;
  const mixed = { ...signed, headers: { ...headers, "svix-signature": signature } };
  expect(standardWebhooks.verify(mixed, shared)).toEqual({ ok: false, reason: "missing_signature" });
});

it("takes the signed id for the event's", () => {
  const report = { ...example, kind: "report", providerMessageId: "m1", rawStatus: "delivered" } as const;
  const signed = standardWebhooks.sign({ ...report, providerEventId: "evt_9" }, shared);
  expect(standardWebhooks.verify(signed, shared)).toEqual({ ok: true });
  expect(standardWebhooks.parse(signed)).toMatchObject({
    reports: [{ providerEventId: "evt_9", rawStatus: "delivered" }],
  });
});

describe("a secret", () => {
  const signed = standardWebhooks.sign(example, shared);
  const base64 = shared.secret.slice("whsec_".length);

  it.each([shared.secret, `v1,${shared.secret}`, base64, base64.replace(/=+$/, ""), `  v1,${shared.secret} `])(
    "may be written as %s",
    (secret) => {
      const read = standardWebhooks.secrets.parse({ secret });
      expect(standardWebhooks.verify(signed, read)).toEqual({ ok: true });
      expect(standardWebhooks.sign(example, read).headers).toEqual(signed.headers);
    },
  );

  it("may be a public key with its version before it", () => {
    const { signing, checking } = keyPair();
    const read = standardWebhooks.secrets.parse({ secret: `v1a,${checking.secret}` });
    expect(standardWebhooks.verify(standardWebhooks.sign(example, signing), read)).toEqual({ ok: true });
  });
});

it.each([
  "whsec_",
  "whsec_short",
  "whpk_AAAA",
  "plain",
  `whsk_${"A".repeat(86)}==`,
  "v1,",
  "v1a,whsec_AAAA",
  "v2,whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
])("refuses the secret %s", (secret) => {
  expect(standardWebhooks.secrets.safeParse({ secret }).success).toBe(false);
});
