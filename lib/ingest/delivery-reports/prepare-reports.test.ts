import { createHmac, randomBytes } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { receipt, testConnection } from "@/e2e/support/receipts";
import { dedupeKey } from "@/lib/delivery/fold/dedupe-key";
import { provideEnv } from "@/lib/env";

const pepper = randomBytes(32);
beforeAll(() => {
  const key = `k1:${randomBytes(32).toString("base64")}`;
  provideEnv({ ENCRYPTION_KEYS: key, PHONE_HASH_KEYS: `k1:${pepper.toString("base64")}` });
});

function prepared(recipient: string) {
  const report = { providerMessageId: "SM1", rawStatus: "sent", recipient };
  return receipt(testConnection(), report, new Date("2026-11-27T10:00:00Z")).arrivals[0];
}

describe("a report's dedupe key", () => {
  it.each(["+447700900450", "+551187654300", "+5215512345678"])(
    "of %s is made from its spelling: a repetition has it, whatever rules of spelling come to be known",
    (recipient) => {
      const spelt = createHmac("sha256", pepper).update(recipient).digest("hex");
      const report = { index: 0, providerMessageId: "SM1", rawStatus: "sent", recipient };
      expect(prepared(recipient)?.event.dedupeKey).toBe(dedupeKey(report, spelt));
    },
  );

  it("differs where the spelling does, though the subscriber is one", () => {
    const [old, now] = [prepared("+551187654300"), prepared("+5511987654300")];
    expect(old?.recipient?.hash).toEqual(now?.recipient?.hash);
    expect(old?.event.dedupeKey).not.toBe(now?.event.dedupeKey);
  });
});
