import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changeOf, rateOf, SMALL_SAMPLE } from "./rate";

describe("rateOf", () => {
  it("is null where there is no case", () => {
    expect(rateOf(0, 0)).toBeNull();
  });

  // Published: Newcombe 1998 (Statistics in Medicine 17, 857), table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("%i of %i lies between %f and %f", (successes, of, low, high) => {
    const rate = rateOf(successes, of);
    expect(rate?.low).toBeCloseTo(low, 4);
    expect(rate?.high).toBeCloseTo(high, 4);
  });

  it("reaches all where all succeeded, and nothing where none did", () => {
    for (let of = 1; of <= 2_000; of++) {
      expect(rateOf(of, of)?.high).toBe(1);
      expect(rateOf(0, of)?.low).toBe(0);
    }
  });

  it("holds the share within its interval, and the interval within all and nothing", () => {
    const cases = fc
      .integer({ min: 1, max: 1_000_000 })
      .chain((of) => fc.tuple(fc.integer({ min: 0, max: of }), fc.constant(of)));
    fc.assert(
      fc.property(cases, ([successes, of]) => {
        const rate = rateOf(successes, of);
        if (!rate) throw new Error("there are cases");
        expect(rate.low).toBeGreaterThanOrEqual(0);
        expect(rate.high).toBeLessThanOrEqual(1);
        expect(rate.low).toBeLessThanOrEqual(rate.share);
        expect(rate.high).toBeGreaterThanOrEqual(rate.share);
        expect(rate.isSmall).toBe(of < SMALL_SAMPLE);
      }),
    );
  });
});

describe("changeOf", () => {
  it("is clear where chance seldom makes one as large, and only there", () => {
    expect(changeOf(rateOf(7710, 10_000), rateOf(9330, 10_000))).toMatchObject({ isClear: true });
    expect(changeOf(rateOf(94, 100), rateOf(96, 100))).toMatchObject({ isClear: false });
    expect(changeOf(rateOf(96, 100), rateOf(50, 100))?.by).toBeCloseTo(0.46);
  });

  // Newcombe 1998 (Statistics in Medicine 17, 873), table II, method 10: 56/70 − 48/80 lies within 0.0524 to 0.3339.
  it("draws the line where the interval of the difference touches zero", () => {
    expect(changeOf(rateOf(56, 70), rateOf(48, 80))).toMatchObject({ isClear: true });
    expect(changeOf(rateOf(52, 70), rateOf(48, 80))).toMatchObject({ isClear: false });
  });

  it("says nothing of small samples", () => {
    expect(changeOf(rateOf(10, 49), rateOf(900, 1000))).toBeNull();
    expect(changeOf(rateOf(900, 1000), null)).toBeNull();
  });
});
