import { describe, expect, it } from "vitest";
import { localDateTime, zonedInstant } from "./zoned-instant";

describe("zonedInstant", () => {
  it.each([
    ["2026-11-21T19:30", "Asia/Kolkata", "2026-11-21T14:00:00.000Z"],
    ["2026-11-21", "America/Sao_Paulo", "2026-11-21T03:00:00.000Z"],
    ["2026-11-21T19:30:05Z", "Asia/Kolkata", "2026-11-21T19:30:05.000Z"],
    ["2026-11-21T19:30+05:45", "UTC", "2026-11-21T13:45:00.000Z"],
    ["2026-11-21T19:30-0330", "UTC", "2026-11-21T23:00:00.000Z"],
    // Clocks in New York go back on 1 November 2026 at 06:00 UTC.
    ["2026-11-01T00:30", "America/New_York", "2026-11-01T04:30:00.000Z"],
    ["2026-11-01T03:30", "America/New_York", "2026-11-01T08:30:00.000Z"],
    // …and forward on 8 March at 07:00 UTC: 02:30 is on no clock.
    ["2026-03-08T02:30", "America/New_York", "2026-03-08T06:30:00.000Z"],
  ])("reads %s in %s", (text, zone, expected) => {
    expect(zonedInstant(text, zone)?.toISOString()).toBe(expected);
  });

  it.each([
    "",
    "yesterday",
    "2026-02-30",
    "2026-13-01",
    "2026-11-21T25:00",
    "2026-11-21 19:30",
    "2026-11-21T19:30+99:00",
  ])("refuses %j", (text) => {
    expect(zonedInstant(text, "UTC")).toBeNull();
  });
});

it("localDateTime is its other way round", () => {
  for (const zone of ["Asia/Kathmandu", "America/St_Johns", "UTC", "Pacific/Auckland"]) {
    const at = new Date("2026-11-21T14:03:00Z");
    expect(zonedInstant(localDateTime(at, zone), zone)).toEqual(at);
  }
});
