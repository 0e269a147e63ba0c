import { describe, expect, it } from "vitest";
import { explainReading, readPhone } from "./read-phone";

describe("readPhone", () => {
  it("gives every plausible reading, assigned ones first", () => {
    const readings = readPhone("98765 43210", ["US", "IN"]);
    expect(readings.map(({ normalised, country, how, assigned }) => [normalised, country, how, assigned])).toEqual([
      ["+919876543210", "IN", "national", true],
      ["+19876543210", "US", "national", false],
    ]);
  });

  it("explains a reading without telling the number", () => {
    const [reading] = readPhone("98765 43210", ["IN"]);
    expect(reading && explainReading(reading)).toBe("A number of India (+91), in its national form.");
    expect(reading?.mask).toBe("+91 ••••• ••2 10");
  });

  it("names a number with its country code, though no + was typed", () => {
    expect(readPhone("919876543210", ["IN"]).map(({ normalised, how }) => [normalised, how])).toEqual([
      ["+919876543210", "international"],
    ]);
  });

  it("says when a number is in no known range", () => {
    const [reading] = readPhone("+44 7700 900123", []);
    expect(reading).toMatchObject({ country: "GB", assigned: false });
    expect(reading && explainReading(reading)).toBe(
      "A number of United Kingdom (+44), with its country code; not in a known range.",
    );
  });

  it.each(["usr_8412", "SM0123456789abcdef", "asha@example.com", "12", "", "+", "2026-11-21T14:08"])(
    "finds none in %s",
    (text) => {
      expect(readPhone(text, ["US", "IN"])).toEqual([]);
    },
  );

  it("survives unknown default countries", () => {
    expect(readPhone("98765 43210", ["XX", "in", ""])).toEqual([]);
  });
});
