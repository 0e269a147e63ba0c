import { describe, expect, it } from "vitest";
import { clockFormatter, formatMoment, localText, spanText, utcText } from "./format-time";

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

describe("around a change of clocks", () => {
  // New York's clocks go back at 06:00 UTC on 1 November 2026.
  const NEW_YORK = "America/New_York";
  const hours = [4, 5, 6, 7].map((hour) => new Date(Date.UTC(2026, 10, 1, hour, 30)));

  it("the same time of day is told apart, on both sides, whichever side the reader is on", () => {
    for (const now of [hours[1], hours[3]]) {
      expect(hours.map(clockFormatter(NEW_YORK, now ?? NOW))).toEqual([
        "00:30 EDT",
        "01:30 EDT",
        "01:30 EST",
        "02:30 EST",
      ]);
    }
  });

  it("a time from before it names its zone for as long as it is read by the other", () => {
    const summer = new Date("2026-08-01T16:00:00Z");
    expect(clockFormatter(NEW_YORK, NOW)(summer)).toBe("1 Aug, 12:00 EDT");
    expect(clockFormatter(NEW_YORK, NOW)(new Date("2026-11-20T16:00:00Z"))).toBe("20 Nov, 11:00");
  });

  it("a span over it names both zones", () => {
    const day = { from: new Date("2026-11-01T04:00:00Z"), to: new Date("2026-11-02T05:00:00Z") };
    expect(spanText(day, NEW_YORK, NOW)).toBe("1 Nov, 00:00 EDT to 2 Nov, 00:00 EST");
    expect(spanText(day, "Asia/Kolkata", NOW)).toBe("1 Nov, 09:30 to 2 Nov, 10:30 IST");
  });
});
