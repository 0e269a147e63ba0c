import { describe, expect, it } from "vitest";
import { parseRecipient } from "@/lib/delivery/recipient/recipient";
import { fictionalNumber, PLACES, populationOf } from "./places";

describe.each(PLACES)("numbers of $country", (place) => {
  const numbers = Array.from({ length: populationOf(place) + 80 }, (_, index) => fictionalNumber(place, index));

  it("read as numbers of that country", () => {
    for (const number of numbers) {
      expect(parseRecipient(number)).toMatchObject({ ok: true, country: place.country, normalised: number });
    }
  });

  it("belong to one person each", () => {
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
