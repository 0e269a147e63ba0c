import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LATENCY_BOUNDS_MS, latencyBucket, percentile } from "./latency-histogram";

describe("latency histogram", () => {
  it("puts a duration between the bounds of its bucket", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000, max: 10 ** 10 }), (ms) => {
        const bucket = latencyBucket(ms);
        expect(LATENCY_BOUNDS_MS[bucket - 1] ?? Number.NEGATIVE_INFINITY).toBeLessThanOrEqual(ms);
        expect(LATENCY_BOUNDS_MS[bucket] ?? Number.POSITIVE_INFINITY).toBeGreaterThan(ms);
      }),
    );
  });

  it("reads percentiles that are above the true one by at most 19 %", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 100, max: 10 ** 8 }), { minLength: 1, maxLength: 60 }), (durations) => {
        const histogram: number[] = Array(90).fill(0);
        for (const ms of durations) histogram[latencyBucket(ms)] = (histogram[latencyBucket(ms)] ?? 0) + 1;
        const sorted = durations.toSorted((a, b) => a - b);
        const truth = sorted[Math.ceil(0.95 * sorted.length) - 1] ?? 0;
        const read = percentile(histogram, 0.95) ?? 0;
        expect(read).toBeGreaterThanOrEqual(truth);
        expect(read).toBeLessThanOrEqual(truth * 1.2);
      }),
    );
  });

  it("has no percentile of nothing", () => {
    expect(percentile([], 0.5)).toBeNull();
    expect(percentile([0, 0], 0.5)).toBeNull();
  });
});
