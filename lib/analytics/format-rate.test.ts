import { describe, expect, it } from "vitest";
import { countOf, formatChange, formatInterval, formatShare, formatSpread } from "./format-rate";
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
    expect(formatSpread(rate(9420, 10_000))).toBe("±0.5");
    expect(formatSpread(rate(37, 41))).toBe("±9.3");
    expect(formatInterval(rate(942, 1000))).toBe("92.6 to 95.5 %");
  });

  it("change by points, with a sign", () => {
    const change = (by: number) => formatChange({ by, isClear: true });
    expect([change(-0.162), change(0.0021), change(-0.0001)]).toEqual(["−16.2", "+0.2", "0.0"]);
  });

  it("count in the singular and in the plural", () => {
    expect([countOf(1, "message"), countOf(1204, "message")]).toEqual(["1 message", "1,204 messages"]);
  });
});
