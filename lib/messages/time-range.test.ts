import { describe, expect, it } from "vitest";
import { loadMessageFilters, NO_FILTERS } from "./filters";
import { timeRange, widerRanges } from "./time-range";

const NOW = new Date("2026-11-21T12:00:00Z");
const resolve = (given: object) => timeRange({ ...NO_FILTERS, ...given }, NOW);
const shown = (given: object) => {
  const { from, to, name } = resolve(given);
  return [from.toISOString(), to.toISOString(), name];
};

describe("timeRange", () => {
  it("counts back from now, and lets in what is dated a little ahead", () => {
    expect(shown({})).toEqual(["2026-11-20T12:00:00.000Z", "2026-11-21T12:05:00.000Z", "24h"]);
    expect(shown({ range: "1h" })[0]).toBe("2026-11-21T11:00:00.000Z");
  });

  it("is whole units by the clocks of its zone, the running one among them", () => {
    const since = (range: string, tz: string, now: string) =>
      timeRange({ ...NO_FILTERS, ...loadMessageFilters({ range, tz }) }, new Date(now)).from.toISOString();
    expect([
      since("1h", "Asia/Kathmandu", "2026-11-21T14:22:07Z"),
      since("24h", "Asia/Kathmandu", "2026-11-21T14:22:07Z"),
      since("7d", "Asia/Kathmandu", "2026-11-21T14:22:07Z"),
      since("7d", "UTC", "2026-11-21T14:22:07Z"),
      since("7d", "America/New_York", "2026-11-03T14:22:07Z"),
      since("30d", "Asia/Kolkata", "2026-11-21T18:31:00Z"),
    ]).toEqual([
      "2026-11-21T13:30:00.000Z",
      "2026-11-20T15:15:00.000Z",
      "2026-11-14T18:15:00.000Z",
      "2026-11-15T00:00:00.000Z",
      "2026-10-28T04:00:00.000Z",
      "2026-10-23T18:30:00.000Z",
    ]);
  });

  it("goes to the end of a day that stands as the end, and from a moment to itself", () => {
    expect(shown({ from: "2026-11-20", to: "2026-11-20", tz: "Asia/Kolkata" })).toEqual([
      "2026-11-19T18:30:00.000Z",
      "2026-11-20T18:30:00.000Z",
      null,
    ]);
    const at = "2026-11-20T10:00Z";
    expect(shown({ from: at, to: at })).toEqual(["2026-11-20T10:00:00.000Z", "2026-11-20T10:00:00.000Z", null]);
  });

  it("takes times of day in the zone that the address names", () => {
    expect(shown({ from: "2026-11-20T00:00", to: "2026-11-21T00:00", tz: "America/Sao_Paulo" })).toEqual([
      "2026-11-20T03:00:00.000Z",
      "2026-11-21T03:00:00.000Z",
      null,
    ]);
  });

  it("fills in the end that is left out", () => {
    expect(shown({ from: "2026-11-01" })).toEqual(["2026-11-01T00:00:00.000Z", "2026-11-21T12:05:00.000Z", null]);
    expect(shown({ to: "2026-11-01", range: "1h" })[0]).toBe("2026-11-01T23:00:00.000Z");
  });

  it("puts ends in order and passes over what is no time or zone", () => {
    expect(shown({ from: "2026-11-03", to: "2026-11-01" })[0]).toBe("2026-11-01T00:00:00.000Z");
    expect(resolve({ from: "soon", tz: "Mars/Olympus" })).toEqual(resolve({}));
  });
});

it("widerRanges offers more than was asked for", () => {
  expect(widerRanges(resolve({}), NOW)).toEqual(["7d", "30d", "90d"]);
  expect(widerRanges(resolve({ range: "90d" }), NOW)).toEqual([]);
  expect(widerRanges(resolve({ from: "2026-11-10" }), NOW)).toEqual(["30d", "90d"]);
});
