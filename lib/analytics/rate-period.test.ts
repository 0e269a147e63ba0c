import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NO_FILTERS, RANGES } from "@/lib/messages/filters";
import { timeRange } from "@/lib/messages/time-range";
import { loadRateFilters, type RateFilters, STEPS } from "./rate-filters";
import { boundaries, ratePeriod, stepFollowsVolume, wholeOf } from "./rate-period";

const NOW = new Date("2026-11-21T14:22:07Z");
const NONE = loadRateFilters({});
const PLENTY = 1_000_000;
const period = (filters: Partial<RateFilters>, zone = "UTC", volume = PLENTY, now = NOW) =>
  ratePeriod({ ...NONE, ...filters }, zone, now, volume);
const hours = ({ from, to }: { from: Date; to: Date }) => (to.getTime() - from.getTime()) / 3_600_000;

describe("ratePeriod", () => {
  it.each([
    ["1h", "quarter", 4],
    ["24h", "hour", 24],
    ["7d", "hour", 168],
    ["30d", "day", 30],
    ["90d", "day", 90],
  ] as const)("%s is drawn by %s in %i steps", (range, step, count) => {
    const found = period({ range });
    expect([found.step, found.own.length, found.before.length]).toEqual([step, count, count]);
  });

  it("ends with the step that is running, and begins where the period before ends", () => {
    const { own, before } = period({ range: "24h" });
    expect(wholeOf(own)).toEqual({ from: new Date("2026-11-20T15:00Z"), to: new Date("2026-11-21T15:00Z") });
    expect(wholeOf(before)).toEqual({ from: new Date("2026-11-19T15:00Z"), to: new Date("2026-11-20T15:00Z") });
  });

  it("takes days and hours by the clocks of the reader's zone", () => {
    expect(wholeOf(period({ range: "30d" }, "Asia/Kolkata").own).to).toEqual(new Date("2026-11-21T18:30Z"));
    expect(wholeOf(period({ range: "30d" }, "Asia/Kathmandu").own).to).toEqual(new Date("2026-11-21T18:15Z"));
    expect(wholeOf(period({ range: "24h" }, "Asia/Kolkata").own).to).toEqual(new Date("2026-11-21T14:30Z"));
  });

  it("begins a day without a midnight with the first time that its clocks show", () => {
    const change = new Date("2026-09-06T04:00Z");
    const before = period({ range: "30d" }, "America/Santiago", PLENTY, new Date("2026-09-05T15:00Z"));
    expect(before.own.at(-1)).toEqual({ from: new Date("2026-09-05T04:00Z"), to: change });
    const on = period({ range: "30d" }, "America/Santiago", PLENTY, new Date("2026-09-06T15:00Z"));
    expect(on.own.at(-1)).toEqual({ from: change, to: new Date("2026-09-07T03:00Z") });
  });

  it("needs the volume for short ranges without a step alone", () => {
    const ranges = ["1h", "24h", "7d", "30d", "90d"] as const;
    const needing = ranges.filter((range) => stepFollowsVolume({ ...NONE, range }, "UTC", NOW));
    expect(needing).toEqual(["1h", "24h", "7d"]);
    expect(stepFollowsVolume({ ...NONE, step: "hour" }, "UTC", NOW)).toBe(false);
    for (const range of ["30d", "90d"] as const) expect(period({ range }, "UTC", 0)).toEqual(period({ range }));
  });

  it("has days of 25 and 23 hours where clocks change", () => {
    const autumn = period({ from: "2026-10-24", to: "2026-10-26", step: "day" }, "Europe/London");
    expect(autumn.own.map(hours)).toEqual([24, 25, 24]);
    const spring = period({ from: "2026-03-28", to: "2026-03-30", step: "day" }, "Europe/London");
    expect(spring.own.map(hours)).toEqual([24, 23, 24]);
  });

  it("is coarser where a finer point would rest on a few messages", () => {
    expect(period({ range: "7d" }, "UTC", 900).step).toBe("day");
    expect(period({ range: "24h" }, "UTC", 10).step).toBe("hour");
    expect(period({ range: "7d", step: "hour" }, "UTC", 10).step).toBe("hour");
  });

  it("is a day from a date to itself, and the step that holds a moment", () => {
    const day = period({ from: "2026-11-01", to: "2026-11-01" }, "America/New_York");
    expect(wholeOf(day.own)).toEqual({ from: new Date("2026-11-01T04:00Z"), to: new Date("2026-11-02T05:00Z") });
    const moment = { from: "2026-11-20T10:00Z", to: "2026-11-20T10:00Z" };
    expect(period(moment).own).toEqual([{ from: new Date("2026-11-20T10:00Z"), to: new Date("2026-11-20T10:15Z") }]);
    expect(stepFollowsVolume({ ...NONE, ...moment }, "UTC", NOW)).toBe(false);
  });

  it("is the same time by any step that fits into it, and the one that the list of messages begins with", () => {
    for (const zone of ["UTC", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe"]) {
      for (const range of RANGES) {
        const wholes = [null, ...STEPS].map((step) => wholeOf(period({ range, step }, zone).own));
        expect(new Set(wholes.map(({ from, to }) => `${from.toISOString()} ${to.toISOString()}`)).size).toBe(1);
        expect(wholes[0]?.from).toEqual(timeRange({ ...NO_FILTERS, range, tz: zone }, NOW).from);
      }
    }
  });

  it("tells what was asked for where that is more, and then ends with today", () => {
    const cut = period({ from: "2024-01-01", to: "2999-12-31" });
    expect(cut.own).toHaveLength(400);
    expect(wholeOf(cut.own).to).toEqual(new Date("2026-11-22T00:00Z"));
    expect(cut.asked.from).toEqual(new Date("2024-01-01T00:00Z"));
  });

  it("never has more points than can be read", () => {
    expect(period({ range: "90d", step: "quarter" }).step).toBe("day");
    expect(period({ from: "0001-01-01", to: "2026-11-21" }).own).toHaveLength(400);
  });

  it("covers what was asked for in whole quarters without a gap", () => {
    const zones = fc.constantFrom("UTC", "Asia/Kolkata", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe");
    const start = fc.integer({ min: Date.UTC(2026, 0, 1), max: NOW.getTime() - 1 });
    const length = fc.integer({ min: 60_000, max: 30 * 86_400_000 });
    fc.assert(
      fc.property(zones, start, length, fc.constantFrom("quarter", "hour", "day", null), (zone, at, ms, step) => {
        const from = new Date(Math.floor(at / 60_000) * 60_000);
        const to = new Date(from.getTime() + ms);
        const found = period({ from: from.toISOString(), to: to.toISOString(), step }, zone);
        const marks = boundaries(found);
        for (const [index, mark] of marks.entries()) {
          expect(mark.getTime() % 900_000).toBe(0);
          if (index > 0) expect(mark.getTime()).toBeGreaterThan(marks[index - 1]?.getTime() ?? 0);
        }
        const whole = wholeOf(found.own);
        expect(whole.to.getTime()).toBeGreaterThanOrEqual(to.getTime());
        if (found.own.length < 400) expect(whole.from.getTime()).toBeLessThanOrEqual(from.getTime());
      }),
      { numRuns: 100 },
    );
  });
});
