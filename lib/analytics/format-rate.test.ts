import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countOf, formatChange, formatInterval, formatShare } from "./format-rate";
import { type Rate, rateOf } from "./rate";

const rate = (successes: number, of: number) => rateOf(successes, of) as Rate;

describe("rates in words", () => {
  it("have tenths, but not those of a small sample", () => {
    expect(formatShare(rate(942, 1000))).toBe("94.2 %");
    expect(formatShare(rate(37, 41))).toBe("90 %");
  });

  it("read as all or nothing only where they are", () => {
    expect(formatShare(rate(99_999, 100_000))).toBe("99.9 %");
    expect(formatShare(rate(1, 100_000))).toBe("0.1 %");
    expect(formatShare(rate(1000, 1000))).toBe("100.0 %");
    expect(formatShare(rate(0, 1000))).toBe("0.0 %");
  });

  it("carry their interval", () => {
    expect(formatInterval(rate(942, 1000))).toBe("92.6 to 95.5 %");
    expect(formatInterval(rate(37, 41))).toBe("77 to 96 %");
  });

  it("lie within their interval as it is written, all and nothing among them", () => {
    expect(formatInterval(rate(4, 4))).toBe("51 to 100 %");
    expect(formatInterval(rate(0, 4))).toBe("0 to 49 %");
    const cases = fc
      .integer({ min: 1, max: 200_000 })
      .chain((of) => fc.tuple(fc.integer({ min: 0, max: of }), fc.constant(of)));
    fc.assert(
      fc.property(cases, ([successes, of]) => {
        for (const one of [rate(successes, of), rate(of, of), rate(0, of)]) {
          const [low = Number.NaN, high = Number.NaN] = formatInterval(one).replace(" %", "").split(" to ").map(Number);
          const share = Number(formatShare(one).replace(" %", ""));
          expect(low).toBeLessThanOrEqual(share);
          expect(high).toBeGreaterThanOrEqual(share);
        }
      }),
    );
  });

  it("change by points, with a sign", () => {
    const change = (by: number) => formatChange({ by, isClear: true });
    expect([change(-0.162), change(0.0021), change(-0.0001)]).toEqual(["−16.2", "+0.2", "0.0"]);
  });

  it("count in the singular and in the plural", () => {
    expect([countOf(1, "message"), countOf(1204, "message")]).toEqual(["1 message", "1,204 messages"]);
  });
});
