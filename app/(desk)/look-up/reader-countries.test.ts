import { describe, expect, it } from "vitest";
import { readerCountries } from "./reader-countries";

describe("readerCountries", () => {
  it("reads the zone first, then the languages", () => {
    expect(readerCountries("en-GB,en;q=0.9,hi-IN;q=0.8", "Asia/Kolkata")).toEqual(["IN", "GB"]);
  });

  it("knows a zone by its older and newer name", () => {
    expect(readerCountries(null, "Asia/Calcutta")).toEqual(["IN"]);
  });

  it("makes nothing of what says nothing", () => {
    expect(readerCountries("en,*;q=0.5,%%%", "UTC")).toEqual([]);
    expect(readerCountries(null, null)).toEqual([]);
  });
});
