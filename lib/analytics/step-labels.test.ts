import { describe, expect, it } from "vitest";
import { stepLabel, timeTicks } from "./step-labels";

const HOUR_MS = 3_600_000;
const hours = (from: string, count: number) =>
  Array.from({ length: count }, (_, n) => {
    const at = new Date(from).getTime() + n * HOUR_MS;
    return { from: new Date(at), to: new Date(at + HOUR_MS) };
  });

describe("the label of a step", () => {
  it("names the zone on a day when clocks change: a time comes twice", () => {
    const labels = hours("2026-11-01T04:00Z", 4).map((step) => stepLabel(step, "hour", "America/New_York"));
    expect(labels).toEqual(["1 Nov, 00:00 EDT", "1 Nov, 01:00 EDT", "1 Nov, 01:00 EST", "1 Nov, 02:00 EST"]);
  });

  it("is unlike that of every other step of its day, wherever clocks change", () => {
    for (const [zone, from] of [
      ["America/New_York", "2026-11-01T04:00Z"],
      ["Europe/London", "2026-10-24T23:00Z"],
      ["Australia/Sydney", "2026-04-04T13:00Z"],
    ] as const) {
      const labels = hours(from, 25).map((step) => stepLabel(step, "hour", zone));
      expect(new Set(labels).size).toBe(25);
    }
  });

  it("names no zone on other days, nor by days", () => {
    const [step] = hours("2026-11-02T05:00Z", 1) as [ReturnType<typeof hours>[number]];
    expect(stepLabel(step, "hour", "America/New_York")).toBe("2 Nov, 00:00");
    expect(stepLabel(step, "day", "America/New_York")).toBe("2 Nov");
  });
});

it("ticks name the zone on a day when clocks change", () => {
  const labels = timeTicks(hours("2026-11-01T04:00Z", 4), "hour", "America/New_York").map(({ label }) => label);
  expect(labels).toEqual(["00:00 EDT", "01:00 EDT", "01:00 EST", "02:00 EST"]);
});
