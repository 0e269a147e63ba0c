import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { provideEnv } from "@/lib/env";
import { hashSpelling } from "@/lib/privacy/hash-recipient";
import { protectRecipient } from "@/lib/privacy/protect-recipient";
import type { Glimpse } from "./glimpse-messages";
import { isOfAnother } from "./plan-registrations";

const key = () => `k1:${randomBytes(32).toString("base64")}`;
beforeAll(() => {
  provideEnv({ ENCRYPTION_KEYS: key(), PHONE_HASH_KEYS: key() });
});

function glimpse(hash: Buffer | null, hashKey = "k1"): Glimpse {
  const ids = { id: "1", connectionId: "1", providerMessageId: null, appMessageId: null };
  const rest = { registeredAt: null, registrationHash: null, mergedInto: null };
  return { ...ids, ...rest, recipientHash: hash, recipientHashKey: hash && hashKey } as Glimpse;
}

function recipientOf(text: string) {
  const read = protectRecipient(text);
  if (!read.ok) throw new Error(read.reason);
  return read.recipient;
}

describe("isOfAnother", () => {
  const said = () => recipientOf("+55 11 8765 4300");

  it("knows one subscriber by each spelling, also in a row that is not hashed anew yet", () => {
    expect(isOfAnother(glimpse(recipientOf("+5511987654300").hash), said())).toBe(false);
    expect(isOfAnother(glimpse(hashSpelling("+551187654300").hash), said())).toBe(false);
  });

  it("knows another, and has nothing to say of a row without one, or under another key", () => {
    expect(isOfAnother(glimpse(recipientOf("+5511987654301").hash), said())).toBe(true);
    expect(isOfAnother(glimpse(null), said())).toBe(false);
    expect(isOfAnother(glimpse(recipientOf("+5511987654301").hash, "k2"), said())).toBe(false);
    expect(isOfAnother(glimpse(recipientOf("+5511987654301").hash), null)).toBe(false);
  });
});
