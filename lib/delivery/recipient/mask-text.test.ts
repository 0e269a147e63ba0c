import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { maskNumbers, mentionsRecipient } from "./mask-text";

vi.setConfig({ testTimeout: 30_000 });

describe("maskNumbers", () => {
  it.each([
    ["Absent subscriber 919876543210", "Absent subscriber ••••••••••••"],
    ["to +1 (415) 555-0100 failed", "to +• (•••) •••-•••• failed"],
    ["to:+14155550100;", "to:+•••••••••••;"],
    ["tel14155550100x", "tel•••••••••••x"],
    ["07700.900.123", "•••••.•••.•••"],
    ["٩٨٧٦٥٤٣٢١٠ unreachable", "•••••••••• unreachable"],
    ["twice 14155550100, 14155550101", "twice •••••••••••, •••••••••••"],
  ])("masks %s", (text, masked) => expect(maskNumbers(text)).toBe(masked));

  it.each([
    "Unreachable destination handset",
    "code 30003, attempt 2 of 3",
    "expired at 2026-11-21 14:08:02",
    "expired at 2026-11-21T14:08:02.123Z",
    "on 2026-11-21.",
    "id 0190a1b2-7c3d-7e4f-8a5b-0123456789ab",
    "SMS message SM9f8e7d6c5b4a39281706f5e4d3c2b1a0",
    "",
  ])("keeps %s", (text) => expect(maskNumbers(text)).toBe(text));

  it("leaves nothing of a number in any usual form, wherever it stands", () => {
    const forms = fc.constantFrom(
      "+14155550100",
      "14155550100",
      "415-555-0100",
      "(415) 555 0100",
      "415.555.0100",
      "00 1 415 555 0100",
    );
    const around = fc.string({ unit: fc.constantFrom("a", "z", " ", ":", ",", "-", "Ü", "/", "\n") });
    fc.assert(
      fc.property(around, forms, around, (before, number, after) => {
        expect(maskNumbers(before + number + after)).not.toMatch(/\d/);
      }),
      { numRuns: 2_000 },
    );
  });

  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("0", "7", " ", "-", "a", "+", "T", ":") }), (text) => {
        expect(maskNumbers(maskNumbers(text))).toBe(maskNumbers(text));
      }),
    );
  });
});

describe("mentionsRecipient", () => {
  it.each([
    ["user-9876543210"],
    ["+91 98765 43210"],
    ["091-98765-43210"],
    ["https://app.example/orders?phone=%2B91%2098765%2043210"],
    ["9 8 7 6 5 4 3 2 1 0"],
    ["९८७६५४३२१०"],
    ["(0)98765.43210"],
    ["id00919876543210x"],
  ])("finds the number in %s", (text) => expect(mentionsRecipient(text, "+919876543210")).toBe(true));

  it.each([["usr_8412"], ["9876543211"], ["order 98765, item 43210x"], ["%E0%A4%A"], [""]])(
    "finds none in %s",
    (text) => expect(mentionsRecipient(text, "+919876543210")).toBe(false),
  );

  it("looks for the whole of a short number", () => {
    expect(mentionsRecipient("ref 8123", "+2908123")).toBe(false);
    expect(mentionsRecipient("ref 290-8123", "+2908123")).toBe(true);
  });

  it.each([
    ["mail ASHA.rao@example.com", "asha.rao@example.com", true],
    ["asha.rao%40example.com", "asha.rao@example.com", true],
    ["asha.rao", "asha.rao@example.com", false],
    ["user asha_rao", "@asha_rao", true],
    ["user natasha_rao", "@asha_rao", false],
  ])("%s, %s → %s", (text, normalised, found) => expect(mentionsRecipient(text, normalised)).toBe(found));
});
