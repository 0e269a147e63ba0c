import { describe, expect, it } from "vitest";
import { delivered, NONE, ratesWith } from "./fixtures/rates";
import { durationAxis, prepareLatencyChart } from "./prepare-latency-chart";
import { NO_DELIVERY } from "./rate-counts";

const filters = { ...NONE, range: "1h" as const };

describe("the chart of times to receipt", () => {
  const rates = ratesWith({
    filters,
    delivery: {
      own: [delivered({ delivered: 40 }), delivered({ delivered: 12 }), delivered({ delivered: 2 }), NO_DELIVERY],
      before: [],
      unregistered: 0,
    },
  });
  const chart = prepareLatencyChart(rates, filters);

  it("says a percentile only where enough receipts stand under it", () => {
    const [all, middle, few, none] = chart.points.map(({ values }) => values);
    expect(all?.first).toBeGreaterThanOrEqual(2_000);
    expect(all?.first).toBeLessThan(2_400);
    expect(middle).toEqual({ first: null, second: all?.second });
    expect([few, none]).toEqual([
      { first: null, second: null },
      { first: null, second: null },
    ]);
    expect(chart.points[1]?.mark).toBe("too few for p95");
  });

  it("leads to the delivered messages of the point", () => {
    expect(chart.points[0]?.href).toContain("status=delivered");
  });

  it("tells the whole in words", () => {
    expect(chart.summary).toMatch(/^Half of 54 timed receipts came within 2\.\d s, 95 of 100 within 2\.\d s\./);
    expect(prepareLatencyChart(ratesWith({ filters }), filters).summary).toContain("too few to say");
  });
});

describe("the axis of durations", () => {
  it.each([
    [[], 1_000],
    [[3_500, 800], 4_000],
    [[22_000], 30_000],
    [[1_000_000], 1_200_000],
    [[4_000_000_000], 4_320_000_000],
  ])("for %j ends at %i ms", (values, high) => {
    const { yTicks, domain } = durationAxis(values);
    expect(domain).toEqual({ low: 0, high });
    expect(yTicks.length).toBeLessThanOrEqual(12);
    expect(yTicks[0]?.label).toBe("0");
  });
});
