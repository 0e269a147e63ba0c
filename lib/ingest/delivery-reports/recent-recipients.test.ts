import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Channel } from "@/lib/delivery/fold/status";
import { provideEnv } from "@/lib/env";
import { open } from "@/lib/privacy/seal";
import { processWide } from "@/lib/runtime";
import { readRecipient } from "./recent-recipients";

const NUMBER = "+14155550142";
const key = () => `k${randomBytes(4).toString("hex")}:${randomBytes(32).toString("base64")}`;
const newKeys = () => provideEnv({ ENCRYPTION_KEYS: key(), PHONE_HASH_KEYS: key() });

beforeEach(() => {
  vi.useFakeTimers();
  newKeys();
});
afterEach(() => vi.useRealTimers());

function read(raw: string, channel: Channel = "sms") {
  const result = readRecipient(raw, channel);
  if (!result.ok) throw new Error(result.reason);
  return result;
}

describe("readRecipient", () => {
  it.each([NUMBER, NUMBER.slice(1), `whatsapp:${NUMBER}`])(
    "reads %s once for the receipts that come together",
    (raw) => {
      const first = read(raw);
      const again = read(raw);
      expect(again.recipient).toBe(first.recipient);
      expect(again.normalised).toBe(NUMBER);
      expect(open(first.recipient.ciphertext, "recipient", first.recipient.cryptoId).toString()).toBe(NUMBER);
    },
  );

  it.each(["00447700900123", "pat.doe@example.com", "+44 (0)7700 900123"])("reads %s anew, as it is", (raw) => {
    const first = read(raw);
    const again = read(raw);
    expect(again.recipient).not.toBe(first.recipient);
    expect(again.normalised).toBe(first.normalised);
  });

  it.each(["+5215512345678", "whatsapp:+551187654300"])("reads %s once, and keeps its spelling", (raw) => {
    const first = read(raw);
    const again = read(raw);
    expect(again.recipient).toBe(first.recipient);
    expect(again.normalised).toBe(first.normalised);
    expect(raw).toContain(open(first.recipient.ciphertext, "recipient", first.recipient.cryptoId).toString());
  });

  it("makes one hash of all spellings of a subscriber, and tells them apart by another", () => {
    const [old, now] = [read("+551187654300").recipient, read("+55 11 98765-4300").recipient];
    expect(old.hash).toEqual(now.hash);
    expect(old.spellingHash).not.toEqual(now.spellingHash);
    expect(now.spellingHash).toEqual(now.hash);
    expect(old.masked).toBe(now.masked);
  });

  it("reads the same text apart on each channel: a word is a handle on some", () => {
    expect(read("pat.doe", "telegram").normalised).toBe("@pat.doe");
    expect(readRecipient("pat.doe", "sms")).toEqual({ ok: false, reason: "not_a_recipient" });
  });

  it("remembers no number in the clear", () => {
    read(NUMBER);
    const memory = inspect(processWide("recent-recipients", Object), { depth: 9 });
    expect(memory).toContain("+1 •••");
    expect(memory).not.toContain("4155550142");
  });

  it("forgets within a minute, without any further callback", () => {
    const first = read(NUMBER);
    vi.advanceTimersByTime(60_000);
    expect(vi.getTimerCount()).toBe(0);
    expect(read(NUMBER).recipient).not.toBe(first.recipient);
  });

  it("protects anew once the keys are others", () => {
    const first = read(NUMBER);
    newKeys();
    expect(read(NUMBER).recipient.hash).not.toEqual(first.recipient.hash);
  });
});
