import { describe, expect, it } from "vitest";
import { isTimeZone, zoneName } from "./time-zone";

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

describe("isTimeZone", () => {
  it("refuses what a cookie should not hold", () => {
    expect(["Asia/Kolkata", "UTC"].every(isTimeZone)).toBe(true);
    expect(["", "Mars/Olympus", "<script>"].some(isTimeZone)).toBe(false);
  });
});
