import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { maskRecipient } from "./mask-recipient";

vi.setConfig({ testTimeout: 30_000 });

describe("maskRecipient", () => {
  it.each([
    ["+919876543210", "+91 ••••• ••2 10"],
    ["+14155550100", "+1 ••• ••• •1 00"],
    ["+447700900123", "+44 •••• •••1 23"],
    ["+5511900000000", "+55 •• ••••• •0 00"],
    ["+33612345678", "+33 • •• •• •6 78"],
    ["+2908123", "+290 ••••"],
    ["+3545812345", "+354 ••• •• 45"],
    ["asha.rao@example.com", "a••••@e•••.com"],
    ["jo@x.io", "•••••@••••.io"],
    ["@asha_rao", "@a••••"],
    ["not a recipient", "••••••••"],
  ])("%s → %s", (normalised, mask) => expect(maskRecipient(normalised)).toBe(mask));

  it("shows three digits of the number at most", () => {
    const numbers = fc.tuple(fc.constantFrom("1", "44", "91", "55", "290"), fc.stringMatching(/^[1-9]\d{4,11}$/));
    fc.assert(
      fc.property(numbers, ([code, national]) => {
        const mask = maskRecipient(`+${code}${national}`);
        expect(mask.replace(/^\+\d+ /, "").replace(/\D/g, "").length).toBeLessThanOrEqual(3);
      }),
    );
  });
});
