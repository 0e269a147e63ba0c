import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  activeFacets,
  FACET_NAMES,
  loadMessageFilters,
  type MessageFilters,
  NO_FILTERS,
  readMessageAddress,
  toggleFacet,
  withMessageFilters,
} from "./filters";

const ID = "0193abcd-0000-7000-8000-000000000001";

describe("message filters in an address", () => {
  it("come back as they went, whatever the values hold", () => {
    const texts = fc.uniqueArray(
      fc.string({ unit: "binary" }).filter((text) => !text.includes("\0")),
      { maxLength: 4 },
    );
    const countries = fc.subarray(["", "BR", "IN", "GB"]);
    const filters = fc.record({ country: countries, template: texts, sender: texts, useCase: texts });
    fc.assert(
      fc.property(filters, (chosen) => {
        expect(loadMessageFilters(withMessageFilters(chosen))).toEqual({ ...NO_FILTERS, ...chosen });
      }),
    );
  });

  it("keep a page's place to the millisecond", () => {
    const page = { side: "older" as const, at: new Date(1_763_733_000_123), id: ID };
    expect(loadMessageFilters(withMessageFilters({ page })).page).toEqual(page);
  });

  it("drop what they do not know", () => {
    const query =
      "?status=gone,delivered&connection=mine&template=%00&range=forever&channel=pigeon&page=older-1-nothing&outcome=verified";
    expect(loadMessageFilters(query)).toEqual({ ...NO_FILTERS, status: ["delivered"], outcome: ["verified"] });
  });

  it("take a country however its letters are written, and as often as it is named", () => {
    expect(loadMessageFilters("?country=br&country=IN").country).toEqual(["BR", "IN"]);
    expect(loadMessageFilters("?country=~").country).toEqual([""]);
  });

  it.each([
    "country=brazil",
    "country=UK",
    "connection=mine",
    "status=bogus",
    "page=newer-999999999999999-x",
    "to=soon",
  ])("tell that they do not know %s", (query) => {
    const { filters, passedOver } = readMessageAddress(query);
    expect(filters).toEqual(NO_FILTERS);
    expect(passedOver).toMatchObject([{ name: query.split("=")[0], why: "no_such_value" }]);
  });

  it("know no page in a time that cannot be", () => {
    expect(readMessageAddress(`page=newer-999999999999999-${ID}`)).toMatchObject({
      filters: { page: null },
      passedOver: [{ name: "page" }],
    });
  });

  it("always name the range, so that a message opened from the list can be told from one that was looked up", () => {
    expect(withMessageFilters("/messages/x", NO_FILTERS)).toBe("/messages/x?range=24h");
  });

  it("have no field for a person", () => {
    expect(Object.keys(NO_FILTERS).filter((name) => /phone|number|recipient|user|to$/i.test(name))).toEqual(["to"]);
    expect(loadMessageFilters("?recipient=x&userRef=y")).toEqual(NO_FILTERS);
  });
});

describe("toggleFacet", () => {
  it("ticks and unticks one value and goes back to the first page", () => {
    const page = { side: "older" as const, at: new Date(), id: ID };
    const ticked = toggleFacet({ ...NO_FILTERS, country: ["IN"], page }, "country", "BR");
    expect(ticked).toEqual({ ...NO_FILTERS, country: ["IN", "BR"] } satisfies MessageFilters);
    expect(toggleFacet(ticked, "country", "IN").country).toEqual(["BR"]);
  });

  it("makes a facet active, and its last value inactive again", () => {
    for (const facet of FACET_NAMES) {
      const ticked = toggleFacet(NO_FILTERS, facet, "one");
      expect(activeFacets(ticked)).toEqual([facet]);
      expect(activeFacets(toggleFacet(ticked, facet, "one"))).toEqual([]);
    }
  });
});
