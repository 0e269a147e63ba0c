import { describe, expect, it } from "vitest";
import { zoneOfCountry } from "./country-zone";
import { spokenTime } from "./spoken-time";
import { zoneOffsetMs } from "./zoned-instant";

const at = new Date("2026-11-21T13:05:00Z");

describe("the zone of a country", () => {
  it.each([
    ["IN", 330],
    ["SA", 180],
    ["NP", 345],
    ["DE", 60],
  ])("%s is so many minutes ahead: %i", (country, minutes) => {
    const zone = zoneOfCountry(country, at);
    expect(zone && zoneOffsetMs(at, zone) / 60_000).toBe(minutes);
  });

  it.each(["US", "BR", "ID", "XX", "in", null])("is not known for %s", (country) => {
    expect(zoneOfCountry(country, at)).toBeNull();
  });
});

describe("a time as it is read out", () => {
  it.each([
    ["en-US", "America/New_York", "8:05 AM EST"],
    ["en-GB", "Europe/London", "13:05 GMT"],
    ["es-MX", "America/Mexico_City", "7:05 a.m. CST"],
    ["pt-BR", "America/Sao_Paulo", "10:05 GMT-3"],
    ["fr-FR", "Europe/Paris", "14:05 CET"],
    ["hi-IN-u-nu-latn", "Asia/Kolkata", "6:35 pm IST"],
    ["ar-EG-u-nu-latn", "Africa/Cairo", "3:05 م EET"],
    ["id-ID", "Asia/Jakarta", "20.05 WIB"],
    ["pt-BR", "America/Los_Angeles", "05:05 PST"],
  ])("%s in %s: %s", (locale, zone, text) => {
    expect(spokenTime(at, { locale, zone, now: at })).toBe(text);
  });

  it("has its day where that is another one", () => {
    const now = new Date("2026-11-23T13:05:00Z");
    expect(spokenTime(at, { locale: "en-GB", zone: "UTC", now })).toMatch(/^21 November 2026(,| at) 13:05 UTC$/);
  });
});
