import { describe, expect, it } from "vitest";
import { isMoment, writtenRange } from "./written-range";

const shown = (from: string | null, to: string | null, zone = "UTC") => {
  const range = writtenRange({ from, to }, zone);
  return [range.from?.toISOString() ?? null, range.to?.toISOString() ?? null];
};

describe("writtenRange", () => {
  it.each([
    ["a day from itself to itself", "UTC", "2026-11-26", "2026-11-26", "2026-11-26T00:00", "2026-11-27T00:00"],
    ["a day in India", "Asia/Kolkata", "2026-11-26", "2026-11-26", "2026-11-25T18:30", "2026-11-26T18:30"],
    ["a day in Nepal", "Asia/Kathmandu", "2026-11-26", "2026-11-26", "2026-11-25T18:15", "2026-11-26T18:15"],
    ["a day of 25 hours", "America/New_York", "2026-11-01", "2026-11-01", "2026-11-01T04:00", "2026-11-02T05:00"],
    ["a day of 23 hours", "America/New_York", "2026-03-08", "2026-03-08", "2026-03-08T05:00", "2026-03-09T04:00"],
    ["times as they are", "UTC", "2026-11-26T10:00", "2026-11-26T10:30", "2026-11-26T10:00", "2026-11-26T10:30"],
    ["days in the wrong order", "UTC", "2026-11-28", "2026-11-26", "2026-11-26T00:00", "2026-11-29T00:00"],
    ["a time after a date", "UTC", "2026-11-26T12:00", "2026-11-26", "2026-11-26T00:00", "2026-11-26T12:00"],
  ])("reads %s", (_, zone, from, to, ...expected) => {
    expect(shown(from, to, zone)).toEqual(expected.map((at) => `${at}:00.000Z`));
  });

  it("leaves open what is not written, or is no time", () => {
    expect(shown(null, "2026-11-26")).toEqual([null, "2026-11-27T00:00:00.000Z"]);
    expect(shown("soon", null)).toEqual([null, null]);
  });

  it("tells a moment from a time", () => {
    const at = "2026-11-26T10:00Z";
    expect(isMoment(writtenRange({ from: at, to: "2026-11-26T15:30+05:30" }, "UTC"))).toBe(true);
    expect(isMoment(writtenRange({ from: "2026-11-26", to: "2026-11-26" }, "UTC"))).toBe(false);
    expect(isMoment({ from: null, to: null })).toBe(false);
  });
});
