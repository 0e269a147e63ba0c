import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { maskNumbers } from "./mask-text";

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
