import { describe, expect, it } from "vitest";
import { closedSpans, partsOf } from "./closed-spans";

const FROM = new Date("2026-10-20T00:00Z");
const closed = (zone: string, now: string) => closedSpans(FROM, zone, new Date(now));
const text = ({ from, to }: { from: Date; to: Date }) =>
  `${from.toISOString().slice(5, 16)}/${to.toISOString().slice(5, 16)}`;
const newest = (zone: string, now: string, count: number) => closed(zone, now).slice(0, count).map(text);

describe("closedSpans", () => {
  it("holds a block's part of the day an hour after the block has ended", () => {
    expect(newest("UTC", "2026-11-21T08:59Z", 2)).toEqual(["11-21T00:00/11-21T04:00", "11-20T00:00/11-21T00:00"]);
    expect(newest("UTC", "2026-11-21T09:00Z", 2)).toEqual(["11-21T04:00/11-21T08:00", "11-21T00:00/11-21T04:00"]);
  });

  it("holds a day an hour after the last of its blocks has ended, and then none of its parts", () => {
    expect(newest("UTC", "2026-11-21T00:59Z", 1)).toEqual(["11-20T16:00/11-20T20:00"]);
    expect(newest("UTC", "2026-11-21T01:00Z", 2)).toEqual(["11-20T00:00/11-21T00:00", "11-19T00:00/11-20T00:00"]);
    expect(newest("Asia/Kolkata", "2026-11-21T20:59Z", 1)).toEqual(["11-21T12:00/11-21T16:00"]);
    expect(newest("Asia/Kolkata", "2026-11-21T21:00Z", 2)).toEqual([
      "11-21T18:30/11-21T20:00",
      "11-20T18:30/11-21T18:30",
    ]);
  });

  it("covers the past without a gap, by days of 25 hours where clocks change", () => {
    const spans = closed("America/New_York", "2026-11-21T14:22Z").reverse();
    expect(spans.slice(1).map(({ from }) => from)).toEqual(spans.slice(0, -1).map(({ to }) => to));
    expect(spans[0]?.from).toEqual(new Date("2026-10-20T04:00Z"));
    expect(spans.at(-1)?.to).toEqual(new Date("2026-11-21T12:00Z"));
    expect(spans.map(text)).toContain("11-01T04:00/11-02T05:00");
  });
});

it("cuts a day where blocks begin", () => {
  const parts = partsOf({ from: new Date("2026-11-20T18:30Z"), to: new Date("2026-11-21T18:30Z") });
  expect(parts.map(text).reverse()).toEqual([
    "11-20T18:30/11-20T20:00",
    "11-20T20:00/11-21T00:00",
    "11-21T00:00/11-21T04:00",
    "11-21T04:00/11-21T08:00",
    "11-21T08:00/11-21T12:00",
    "11-21T12:00/11-21T16:00",
    "11-21T16:00/11-21T18:30",
  ]);
});
