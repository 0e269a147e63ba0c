import { describe, expect, it } from "vitest";
import { loadRateFilters } from "@/lib/analytics/rate-filters";
import { ratePeriod } from "@/lib/analytics/rate-period";
import { periodRemarks, periodText } from "./rate-words";

const NOW = new Date("2026-11-21T14:22:07Z");
const of = (query: string) => {
  const filters = loadRateFilters(query);
  return { filters, period: ratePeriod(filters, filters.tz ?? "UTC", NOW, 1_000_000) };
};
const said = (query: string) => periodRemarks(of(query).period, of(query).filters, NOW);

describe("what is shown otherwise than it was asked for", () => {
  it.each(["", "range=24h&step=quarter", "from=2026-11-20&to=2026-11-20&tz=Asia/Kathmandu", "range=90d&step=day"])(
    "is nothing of %j",
    (query) => {
      expect(said(query)).toEqual([]);
    },
  );

  it.each([
    ["from=2024-01-01&to=2026-11-20", "newest 400 days, 17 Oct 2025, 00:00 to 21 Nov, 00:00 UTC"],
    ["from=2026-11-20T10:00Z&to=2026-11-20T10:00Z", "are the same moment"],
    ["range=90d&step=quarter", "Points of a quarter of an hour would be too many for this time: each is a day."],
    ["range=24h&step=day", "Points of a day would be too coarse for this time: each is an hour."],
    ["from=2026-11-20T10:07Z&to=2026-11-20T10:40Z", "it is 20 Nov, 10:00 to 20 Nov, 10:45 UTC."],
  ])("is said of %s", (query, words) => {
    expect(said(query).join(" ")).toContain(words);
  });
});

it("a period over a change of clocks names both zones", () => {
  expect(periodText(of("from=2026-10-31&to=2026-11-01&tz=America/New_York").period, NOW)).toBe(
    "31 Oct, 00:00 EDT to 2 Nov, 00:00 EST",
  );
});
