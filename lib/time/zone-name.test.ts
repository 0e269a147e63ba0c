import { describe, expect, it } from "vitest";
import { isNearClockChange, zoneName } from "./time-zone";

const NOW = new Date("2026-11-21T14:14:07Z");

describe("zoneName", () => {
  it.each([
    ["UTC", "UTC"],
    ["Asia/Kolkata", "IST"],
    ["America/New_York", "EST"],
    ["Australia/Sydney", "AEDT"],
    ["America/Sao_Paulo", "GMT-3"],
  ])("%s → %s", (zone, name) => {
    expect(zoneName(NOW, zone)).toBe(name);
  });

  it("follows daylight saving", () => {
    expect(zoneName(new Date("2026-07-01T12:00:00Z"), "Europe/London")).toBe("BST");
  });
});

describe("isNearClockChange", () => {
  it.each([
    ["America/New_York", "2026-10-31T05:59:00Z", false],
    ["America/New_York", "2026-10-31T06:01:00Z", true],
    ["America/New_York", "2026-11-01T06:00:00Z", true],
    ["America/New_York", "2026-11-02T05:59:00Z", true],
    ["America/New_York", "2026-11-02T06:01:00Z", false],
    ["Europe/London", "2026-03-29T12:00:00Z", true],
    ["Australia/Lord_Howe", "2026-10-04T00:00:00Z", true],
    ["Asia/Kolkata", "2026-11-01T06:00:00Z", false],
  ])("%s, %s: %s", (zone, at, isNear) => {
    expect(isNearClockChange(new Date(at), zone)).toBe(isNear);
  });
});
