import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SPELLINGS } from "./fixtures/spellings";
import { readPaste, sayIgnored } from "./read-paste";

describe("readPaste", () => {
  it.each(SPELLINGS.map((spelling) => [JSON.stringify(spelling.text), spelling] as const))(
    "reads %s",
    (_, { text, number, countries = [], ignored = [] }) => {
      const paste = readPaste(text, countries);
      expect(paste.recipients.map((found) => found.kind === "phone" && found.readings[0]?.canonical)).toEqual([number]);
      if (countries.length === 0) expect(paste.ignored.map(sayIgnored)).toEqual(ignored);
    },
  );

  it("knows at least 120 of them", () => {
    expect(new Set(SPELLINGS.map(({ text }) => text)).size).toBe(SPELLINGS.length);
    expect(SPELLINGS.length).toBeGreaterThanOrEqual(120);
  });

  it.each([
    ["jo@example.com", "jo@example.com", []],
    ["Jo Doe <Jo@Example.com>", "jo@example.com", ["2 words in front of it"]],
    [
      "mailto:jo@example.com?subject=code%20482913",
      "jo@example.com",
      ["the link around it", "the text of a message in the link"],
    ],
    ["\u200ejo@example.com.", "jo@example.com", []],
    ["@asha_rao", "@asha_rao", []],
  ])("reads %s", (text, normalised, ignored) => {
    const paste = readPaste(text, ["GB"]);
    expect(paste.recipients).toMatchObject([{ normalised }]);
    expect(paste.ignored.map(sayIgnored)).toEqual(ignored);
  });

  it.each([
    "usr_2842",
    "INV-20261126",
    "SM0123456789abcdef0123456789abcdef",
    "2026-11-26T10:27:33Z",
    "2026-11-26 10:27:33",
    "0199c0de-1234-7abc-8def-123456789012",
    "error 30007",
    "192.168.100.200 said no",
    "hello",
    "12",
    "",
  ])("finds no number in %j", (text) => expect(readPaste(text, ["GB", "US", "IN"]).recipients).toEqual([]));

  it("finds each of several numbers, and each once", () => {
    const line = "to=+447700900450 from=+14155550100 status=sent (to +44 7700 900450)";
    expect(
      readPaste(line, []).recipients.map((found) => found.kind === "phone" && found.readings[0]?.canonical),
    ).toEqual(["+447700900450", "+14155550100"]);
  });

  it("says what it left out without repeating any of it", () => {
    const said = readPaste("Asha: +44 7700 900450, her code is 482913", []).ignored.map(sayIgnored).join();
    expect(said).toBe("1 word in front of it,4 words behind it");
  });

  it("takes any text, in little time", () => {
    const texts = fc.oneof(
      fc.string({ unit: "binary", maxLength: 500 }),
      fc.string({ unit: fc.constantFrom(..."+0123456789 ()-.@x:/#"), maxLength: 300 }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const began = performance.now();
        readPaste(text, ["IN", "US"]);
        expect(performance.now() - began).toBeLessThan(1_000);
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});
