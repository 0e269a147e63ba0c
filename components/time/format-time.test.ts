import { describe, expect, it } from "vitest";
import { clockFormatter, formatMoment, localText, utcText } from "./format-time";

const NOW = new Date("2026-11-21T14:14:07Z");

describe("formatMoment", () => {
  it("shows the reader's clock and UTC, without a date today", () => {
    expect(formatMoment(new Date("2026-11-21T14:08:02Z"), "Asia/Kolkata", NOW)).toEqual({
      date: null,
      clock: "19:38:02",
      zone: "IST",
      utcDate: null,
      utcClock: "14:08:02",
    });
  });

  it("names both dates where the days differ", () => {
    expect(formatMoment(new Date("2026-11-20T23:30:00Z"), "Asia/Kolkata", NOW)).toMatchObject({
      date: null,
      clock: "05:00:00",
      utcDate: "20 Nov",
      utcClock: "23:30:00",
    });
  });

  it("names the year where it is another", () => {
    expect(formatMoment(new Date("2025-12-31T12:00:00Z"), "UTC", NOW).date).toBe("31 Dec 2025");
  });

  it("writes midnight as 00", () => {
    expect(formatMoment(new Date("2026-11-21T00:00:00Z"), "UTC", NOW).clock).toBe("00:00:00");
  });
});

describe("localText and utcText", () => {
  it("name each day where a reader could take it for another", () => {
    const text = formatMoment(new Date("2026-11-14T23:44:48Z"), "Asia/Kolkata", NOW);
    expect(localText(text)).toBe("15 Nov, 05:14:48 IST");
    expect(utcText(text)).toBe("14 Nov, 23:44:48 UTC");
  });
});

describe("clockFormatter", () => {
  it("leaves out seconds, and today's date", () => {
    expect(clockFormatter("Asia/Kolkata", NOW)(new Date("2026-11-21T14:18:00Z"))).toBe("19:48");
    expect(clockFormatter("UTC", NOW)(new Date("2026-11-12T21:40:00Z"))).toBe("12 Nov, 21:40");
  });

  it("names the zone where the words are for others", () => {
    expect(clockFormatter("Asia/Kolkata", NOW, { named: true })(NOW)).toBe("19:44 IST");
  });
});
