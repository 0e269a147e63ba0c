import { describe, expect, it } from "vitest";
import { stepLabel, timeTicks } from "./step-labels";

const NEW_YORK = "America/New_York";
const HOUR_MS = 3_600_000;
const hoursFrom = (start: string, count: number) =>
  Array.from({ length: count }, (_, n) => {
    const from = Date.parse(start) + n * HOUR_MS;
    return { from: new Date(from), to: new Date(from + HOUR_MS) };
  });

describe("the day on which clocks go back", () => {
  it("has each of its hours once", () => {
    const hours = hoursFrom("2026-11-01T04:00:00Z", 25);
    const labels = hours.map((hour) => stepLabel(hour, "hour", NEW_YORK));
    expect(new Set(labels).size).toBe(25);
    expect(labels.slice(0, 4)).toEqual([
      "1 Nov, 00:00 EDT",
      "1 Nov, 01:00 EDT",
      "1 Nov, 01:00 EST",
      "1 Nov, 02:00 EST",
    ]);
    const ticks = timeTicks(hours.slice(0, 6), "hour", NEW_YORK).map(({ label }) => label);
    expect(ticks.slice(1, 3)).toEqual(["01:00 EDT", "01:00 EST"]);
  });

  it("names both zones as a whole", () => {
    const day = { from: new Date("2026-11-01T04:00:00Z"), to: new Date("2026-11-02T05:00:00Z") };
    expect(stepLabel(day, "day", NEW_YORK)).toBe("1 Nov, EDT to EST");
  });
});

it("other days need no zone", () => {
  const hour = { from: new Date("2026-11-15T19:00:00Z"), to: new Date("2026-11-15T20:00:00Z") };
  expect(stepLabel(hour, "hour", NEW_YORK)).toBe("15 Nov, 14:00");
  expect(stepLabel(hour, "day", NEW_YORK)).toBe("15 Nov");
});

it("is unlike that of every other step of its day, wherever clocks change", () => {
  for (const [zone, from] of [
    ["America/New_York", "2026-11-01T04:00:00Z"],
    ["Europe/London", "2026-10-24T23:00:00Z"],
    ["Australia/Sydney", "2026-04-04T13:00:00Z"],
  ] as const) {
    const labels = hoursFrom(from, 25).map((hour) => stepLabel(hour, "hour", zone));
    expect(new Set(labels).size).toBe(25);
  }
});
