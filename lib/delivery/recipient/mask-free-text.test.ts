import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskFreeText, maskUnlessWord } from "./mask-free-text";

const known = { "30003": {}, "21610": {} };

describe("maskFreeText", () => {
  it.each([
    [
      "id:1602718841 sub:001 dlvrd:000 submit date:2204152009 done date:2204152009 stat:UNDELIV err:011 text:Your code is 482913",
      "id:•••••••••• sub:001 dlvrd:000 submit date:2204152009 done date:2204152009 stat:UNDELIV err:011",
    ],
    ["stat:DELIVRD err:000 Text:482913 is your code", "stat:DELIVRD err:000"],
    ["stat:DELIVRD text:Your code err:482913", "stat:DELIVRD"],
    ["stat:DELIVRD text:Code 482913 for you err:000 done date:2204152009", "stat:DELIVRD err:000 done date:2204152009"],
    ['{"reason":"x","text":"Hi Asha, 482913"}', '{"reason":"x",'],
    ["Your code 482913 could not be delivered", "Your code •••••• could not be delivered"],
    [
      "Template parameter 482913 was rejected for +15555550142",
      "Template parameter •••••• was rejected for +•••••••••••",
    ],
    ["482-913, 482 913, G-482913", "•••-•••, ••• •••, G-••••••"],
    ["pin 4829", "pin ••••"],
    ["رمز ٤٨٢٩١٣", "رمز ••••••"],
    ["error 482 913", "error ••• •••"],
    ["error: code 482913", "error: code ••••••"],
    ["absent subscriber asha.rao@example.com", "absent subscriber •••@•••"],
    ["to 447700900123@c.us", "to •••@•••"],
    ["30004 Message blocked", "••••• Message blocked"],
    ["called 07700 900123 at 10:27", "called ••••• •••••• at 10:27"],
  ])("masks %s", (text, masked) => expect(maskFreeText(text, known)).toBe(masked));

  it.each([
    "Unreachable destination handset",
    "stat:UNDELIV err:011",
    "error 30007",
    "Error code: 30007, attempt 2 of 3",
    "error_code=4829",
    "cause 0027",
    "30003 Unreachable",
    "expired at 2026-11-26T10:27:33+08:00",
    "expired at 2026-11-26 10:27:33.123 UTC",
    "Thu, 26 Nov 2026 10:27:33 +0800",
    "on 26/11/2026 or Nov 26, 2026 or 20261126T102733Z",
    "err:011 2026-11-26 10:27",
    "attempt 3 2026-11-26",
    "submit date:220415200959 done date:2204152009",
    "id 0190a1b2-7c3d-7e4f-8a5b-0123456789ab, SM9f8e7d6c5b4a39281706f5e4d3c2b1a0",
    "Vodafone 5G, O2",
    "",
  ])("keeps %s", (text) => expect(maskFreeText(text, known)).toBe(text));

  it("lets no code through, in whatever form and place", () => {
    const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 4, maxLength: 8 });
    const zeros = fc.constantFrom(0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10, 0x1d7ce);
    const parted = fc.constantFrom("", "-", " ", " - ", ".", "\u00a0", "\u2009", "–", "_", "\u200b", "/", ") ");
    const where = fc.nat(8);
    const form = fc.tuple(digits, zeros, parted, where).map(([code, zero, gap, at]) => {
      const cut = Math.min(at, code.length);
      const written = cut === 0 || cut === code.length ? code : code.slice(0, cut) + gap + code.slice(cut);
      return written.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
    });
    const around = fc.string({ unit: fc.constantFrom(..."aZé, :;\"'!?\nकم"), maxLength: 12 });
    const lead = fc.constantFrom("", "G-", "code ", "Your code is ", "código: ", "OTP", "رمز ", "text:", "#");
    fc.assert(
      fc.property(around, lead, form, around, (before, word, code, after) => {
        expect(maskFreeText(`${before} ${word}${code} ${after}`)).not.toMatch(/\p{Nd}/u);
      }),
      { numRuns: 3_000 },
    );
  });

  it("changes nothing the second time", () => {
    const texts = fc.string({ unit: fc.constantFrom(..."0179 -:.+@aTerx=/"), maxLength: 40 });
    fc.assert(
      fc.property(texts, (text) => {
        const masked = maskFreeText(text);
        expect(maskFreeText(masked)).toBe(masked);
      }),
      { numRuns: 2_000 },
    );
  });

  it("takes no longer for a hostile text", () => {
    const start = performance.now();
    for (const unit of ["1 ", "text:", "error ", "a@", "1-", "2026-11-", "err:1 id:1 "]) maskFreeText(unit.repeat(250));
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe("maskUnlessWord", () => {
  it.each(["30007", "E1234", "UNDELIV", "carrier_rejected", "x-4829"])("keeps the word %s", (word) =>
    expect(maskUnlessWord(word)).toBe(word),
  );
  it("masks a sentence", () => {
    expect(maskUnlessWord("Code 482913 refused")).toBe("Code •••••• refused");
  });
});
