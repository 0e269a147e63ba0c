import { describe, expect, it } from "vitest";
import { completed, delivered, NONE, ratesWith } from "./fixtures/rates";
import { prepareRateChart, shareAxis } from "./prepare-rate-chart";
import { NO_COMPLETION, NO_DELIVERY } from "./rate-counts";

const filters = { ...NONE, range: "1h" as const };
const quarters = ratesWith({
  filters,
  delivery: {
    own: [
      delivered({ delivered: 950, failed: 50 }),
      delivered({ delivered: 3, noReceipt: 9 }),
      NO_DELIVERY,
      delivered({ waiting: 4 }),
    ],
    before: [delivered({ delivered: 990, failed: 10 }), NO_DELIVERY, NO_DELIVERY, NO_DELIVERY],
    unregistered: 0,
  },
  completion: {
    own: [completed({ verified: 80, notVerified: 20, open: 5 }), NO_COMPLETION, NO_COMPLETION, NO_COMPLETION],
    before: [NO_COMPLETION, NO_COMPLETION, NO_COMPLETION, NO_COMPLETION],
  },
});

describe("the chart of rates", () => {
  const chart = prepareRateChart(quarters, filters);

  it("counts final receipts alone, and has gaps where there are none", () => {
    expect(chart.points.map(({ values }) => values)).toEqual([
      { first: 0.95, second: 0.8, before: 0.99 },
      { first: 1, second: null, before: null },
      { first: null, second: null, before: null },
      { first: null, second: null, before: null },
    ]);
  });

  it("says each n, what still waits and what never had a receipt", () => {
    expect(chart.points[0]?.notes[0]).toBe("Reported delivered: 95.0 % of 1,000 (93.5 to 96.2 %)");
    expect(chart.points[1]?.notes[0]).toBe("Reported delivered: 100 % of 3 (44 to 100 %, small sample)");
    expect(chart.points[1]?.notes[2]).toBe("Still waiting: 0 · no receipt: 9");
    expect(chart.points[3]?.notes[0]).toBe("Reported delivered: nothing to count");
  });

  it("marks what may still change: the steps that end after all had settled", () => {
    expect(chart.points.map(({ mark }) => mark)).toEqual([null, "small sample", "maturing", "maturing"]);
    expect(chart.maturing).toEqual({ from: Date.parse("2026-11-21T14:00Z"), to: Date.parse("2026-11-21T14:30Z") });
  });

  it("leads each point to its messages, with the page's filters", () => {
    const narrowed = { ...filters, country: ["BR"], template: ["login_otp"] };
    const { pathname, searchParams } = new URL(
      prepareRateChart(quarters, narrowed).points[0]?.href ?? "",
      "http://desk",
    );
    expect(pathname).toBe("/messages");
    expect(Object.fromEntries(searchParams)).toEqual({
      ...{ country: "BR", template: "login_otp", registered: "yes", range: "24h" },
      ...{ from: "2026-11-21T13:30Z", to: "2026-11-21T13:45Z" },
    });
  });

  it("tells the whole in words, with the change against the period before", () => {
    expect(chart.summary).toBe(
      "95.0 % of 1,003 messages with a final receipt were reported delivered, −4.0 points against the period before. " +
        "80.0 % of 100 ended attempts were verified.",
    );
    expect(prepareRateChart(ratesWith({ filters }), filters).summary).toBe(
      "Nothing in this time has a final report yet.",
    );
  });

  it("has times of day for ticks within a day, and days over several", () => {
    expect(chart.xTicks).toEqual([{ at: Date.parse("2026-11-21T14:00Z"), label: "14:00" }]);
    const week = prepareRateChart(ratesWith({ zone: "Asia/Kolkata" }), NONE);
    expect(week.xTicks.map(({ label }) => label)).toEqual(
      [..."15 16 17 18 19 20 21".split(" ")].map((d) => `${d} Nov`),
    );
    expect(week.xTicks[0]?.at).toBe(Date.parse("2026-11-14T18:30Z"));
  });
});

describe("the axis of shares", () => {
  it.each([
    [[0.97, 0.99], "90 %", 3],
    [[0.94, 0.71], "70 %", 4],
    [[0.4], "40 %", 4],
    [[0.02], "0 %", 5],
    [[], "90 %", 3],
  ] as const)("for %j begins at %s and has %i lines", (values, lowest, lines) => {
    const { yTicks, domain } = shareAxis(values);
    expect([yTicks[0]?.label, yTicks.length, yTicks.at(-1)?.label]).toEqual([lowest, lines, "100 %"]);
    expect(domain.low).toBeLessThanOrEqual(Math.min(1, ...values));
  });
});

describe("a chart of small samples", () => {
  it("has an axis that three of three do not flatten, and no line of a period before that had nothing", () => {
    const one = ratesWith({
      filters,
      delivery: {
        own: [delivered({ delivered: 950, failed: 50 }), delivered({ failed: 3 }), NO_DELIVERY, NO_DELIVERY],
        before: [NO_DELIVERY, NO_DELIVERY, NO_DELIVERY, NO_DELIVERY],
        unregistered: 0,
      },
    });
    const chart = prepareRateChart(one, filters);
    expect(chart.yTicks[0]?.label).toBe("90 %");
    expect(chart.series.map(({ key }) => key)).toEqual(["first", "second"]);
    expect(prepareRateChart(quarters, filters).series.map(({ key }) => key)).toContain("before");
  });
});

describe("the axis of a chart whose points are all small", () => {
  it("holds them all", () => {
    const own = [
      delivered({ delivered: 5, failed: 5 }),
      delivered({ delivered: 9, failed: 1 }),
      NO_DELIVERY,
      NO_DELIVERY,
    ];
    const before = own.map(() => NO_DELIVERY);
    const chart = prepareRateChart(ratesWith({ filters, delivery: { own, before, unregistered: 0 } }), filters);
    expect(chart.yTicks[0]?.label).toBe("40 %");
  });
});
