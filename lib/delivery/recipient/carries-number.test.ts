import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { carriesNumber, holdsWrittenNumber, isAllDigits, mayHoldNumber } from "./carries-number";

describe("carriesNumber", () => {
  it.each([
    ["user-9876543210"],
    ["+91 98765 43210"],
    ["091-98765-43210"],
    ["https://app.example/orders?phone=%2B91%2098765%2043210"],
    ["9 8 7 6 5 4 3 2 1 0"],
    ["९८७६५४३२१०"],
    ["(0)98765.43210"],
    ["id00919876543210x"],
  ])("finds the number in %s", (text) => expect(carriesNumber(text, ["+919876543210"])).toBe(true));

  it.each([["usr_8412"], ["9876543211"], ["order 98765, item 43210x"], ["%E0%A4%A"], [""]])(
    "finds none in %s",
    (text) => expect(carriesNumber(text, ["+919876543210"])).toBe(false),
  );

  it("looks for the whole of a short number", () => {
    expect(carriesNumber("ref 8123", ["+2908123"])).toBe(false);
    expect(carriesNumber("ref 290-8123", ["+2908123"])).toBe(true);
  });

  it.each([
    ["mail ASHA.rao@example.com", "asha.rao@example.com", true],
    ["asha.rao%40example.com", "asha.rao@example.com", true],
    ["asha.rao", "asha.rao@example.com", false],
    ["user asha_rao", "@asha_rao", true],
    ["user natasha_rao", "@asha_rao", false],
  ])("%s, %s → %s", (text, normalised, found) => expect(carriesNumber(text, [normalised])).toBe(found));

  it.each([
    [
      "+5491123456700",
      ["541123456700", "011 15-2345-6700", "+54 9 11 2345 6700", "0054 11 2345 6700", "user-1123456700"],
    ],
    ["+541123456700", ["5491123456700", "9 11 2345-6700", "01115 2345 6700"]],
    ["+525512345678", ["5215512345678", "044 55 1234 5678", "whatsapp:+5215512345678"]],
    ["+5215512345678", ["525512345678", "55 1234 5678"]],
    ["+5511987654321", ["+55 11 8765-4321", "1187654321", "011 98765 4321"]],
    ["+551187654321", ["+55 11 98765-4321"]],
    [
      "+447700900431",
      ["07700900431", "whatsapp:447700900431", "447700900431@c.us", "+44 (0)7700 900431", "0044-7700-900431"],
    ],
    [
      "+447700900431",
      ["٠٧٧٠٠٩٠٠٤٣١", "07700\u2212900\u2010431", "0 7 7 0 0 9 0 0 4 3 1", "%2B44%207700%20900431", "ref07700900431x"],
    ],
    ["+390612345678", ["06 1234 5678", "0039 06 12345678"]],
  ])("finds %s in every spelling in which it can be dialled", (number, spellings) => {
    for (const text of spellings) expect([text, carriesNumber(text, [number])]).toEqual([text, true]);
    for (const text of spellings) expect([text, carriesNumber(text, ["+14155550100"])]).toEqual([text, false]);
  });

  it("leaves random ids of digits alone", () => {
    const numbers = ["+447700900431", "+14155550142", "+5511987654321", "+5491123456700", "+525512345678"];
    const ids = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 4, maxLength: 24 });
    fc.assert(
      fc.property(ids, (id) => !carriesNumber(id, numbers)),
      { numRuns: 5_000, seed: 4 },
    );
  });
});

describe("holdsWrittenNumber", () => {
  it.each([
    ["+44 7700 900431"],
    ["user:+447700900431"],
    ["0044 7700 900431"],
    ["00447700900431"],
    ["tel:07700900431"],
    ["whatsapp:447700900431"],
    ["WhatsApp: +44 7700 900431"],
    ["447700900431@c.us"],
    ["447700900431:12@s.whatsapp.net"],
    ["https://wa.me/447700900431"],
    ["https://shop.example/?phone=%2B447700900431"],
    ["＋４４ ７７００ ９００４３１"],
    ["+447700900431-17"],
  ])("finds one in %s", (text) => expect(holdsWrittenNumber(text)).toBe(true));

  it.each([
    ["447700900431"],
    ["07700900431"],
    ["000000012345678"],
    ["order 0012"],
    ["2026-11-26T10:27:33+05:30"],
    ["+12345"],
    ["sms:spring-2026"],
    ["0190a1b2-0044-7700-9004-310123456789"],
    ["8202522731445525542"],
  ])("finds none in %s", (text) => expect(holdsWrittenNumber(text)).toBe(false));

  it.each([["vrf_006898436752470c"], ["order-004547787761b05329d5"], ["u.004757815baf"]])(
    "takes a hexadecimal id that begins with zeros for none: %s",
    (id) => expect(holdsWrittenNumber(id)).toBe(false),
  );

  it("leaves random ids of letters and digits alone", () => {
    const hex = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 12, maxLength: 32 });
    const id = fc.tuple(fc.constantFrom("vrf_", "order-", "u.", ""), fc.constantFrom("", "00"), hex);
    fc.assert(
      fc.property(id, ([prefix, zeros, rest]) => {
        fc.pre(/[a-f]$/.test(rest));
        return !holdsWrittenNumber(`${prefix}${zeros}${rest}`);
      }),
      { numRuns: 20_000, seed: 4 },
    );
  });
});

describe("isAllDigits", () => {
  it.each([["447700900415"], ["07700 900431"], ["٠٧٧٠٠٩٠٠٤٣١"], ["(415) 555-0142"]])("%s is", (id) =>
    expect(isAllDigits(id)).toBe(true),
  );
  it.each([["2842"], ["usr_447700900415"], ["8202522731445525542"], [""]])("%s is not", (id) =>
    expect(isAllDigits(id)).toBe(false),
  );
});

describe("mayHoldNumber", () => {
  it.each([["447700900431-1"], ["msg 7 7 0 0 9 0 0"], ["8202522731445525542"], ["%2B447700900431"]])("%s may", (id) =>
    expect(mayHoldNumber(id)).toBe(true),
  );
  it.each([["SM01234567890123456789abcdef012345"], ["00000000-0000-4000-8000-447700900431"], ["app_123456"]])(
    "%s may not",
    (id) => expect(mayHoldNumber(id)).toBe(false),
  );

  it("says yes of every id in which a number may be found, but for ids by their shape", () => {
    const units = fc.constantFrom(..."0123456789-+ .x%");
    fc.assert(
      fc.property(fc.string({ unit: units, maxLength: 6 }), fc.string({ unit: units, maxLength: 6 }), (a, b) => {
        const id = `${a}7700900431${b}`;
        if (carriesNumber(id, ["+447700900431"])) expect(mayHoldNumber(id)).toBe(true);
      }),
    );
  });
});
