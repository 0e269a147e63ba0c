import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { Channel } from "../fold/status";
import { canonicalNumber } from "./canonical-number";
import { SPELLINGS } from "./fixtures/spellings";
import { type ParsedRecipient, parseRecipient } from "./recipient";

vi.setConfig({ testTimeout: 30_000 });

type Options = { channel?: Channel; defaultCountries?: readonly string[] };

const phones: [string, Options, string, string | null][] = [
  ["+14155550100", {}, "+14155550100", "US"],
  ["+1 (415) 555-0100", {}, "+14155550100", "US"],
  ["14155550100", {}, "+14155550100", "US"],
  ["tel:+1-415-555-0100", {}, "+14155550100", "US"],
  ["whatsapp:+14155550100", {}, "+14155550100", "US"],
  ["WhatsApp: 14155550100", { channel: "whatsapp" }, "+14155550100", "US"],
  ["+44 7700 900123", {}, "+447700900123", "GB"],
  ["+44 (0)7700 900123", {}, "+447700900123", "GB"],
  ["0044 7700 900123", {}, "+447700900123", "GB"],
  ["011 44 7700 900123", { defaultCountries: ["US"] }, "+447700900123", "GB"],
  ["07700 900123", { defaultCountries: ["GB"] }, "+447700900123", "GB"],
  ["98765 43210", { defaultCountries: ["IN"] }, "+919876543210", "IN"],
  ["098765-43210", { defaultCountries: ["IN"] }, "+919876543210", "IN"],
  ["919876543210", { defaultCountries: ["IN"] }, "+919876543210", "IN"],
  ["919876543210", { defaultCountries: ["BR"] }, "+919876543210", "IN"],
  ["‪+91 98765 43210‬", {}, "+919876543210", "IN"],
  ["+９１ ９８７６５ ４３２１０", {}, "+919876543210", "IN"],
  ["+٩١٩٨٧٦٥٤٣٢١٠", {}, "+919876543210", "IN"],
  ["(11) 90000-0000", { defaultCountries: ["BR"] }, "+5511900000000", "BR"],
  ["+390612345678", {}, "+390612345678", "IT"],
  ["+800 1234 5678", {}, "+80012345678", null],
];

describe("parseRecipient of numbers", () => {
  it.each(phones)("%s %j → %s", (raw, options, normalised, country) => {
    expect(parseRecipient(raw, options)).toMatchObject({ ok: true, kind: "phone", normalised, country });
  });
});

describe("parseRecipient of what programs write", () => {
  it.each(SPELLINGS.map((spelling) => [JSON.stringify(spelling.text), spelling] as const))(
    "%s",
    (_, { text, number, doors, countries }) => {
      const parsed = parseRecipient(text);
      const read = parsed.ok ? canonicalNumber(parsed.normalised) : null;
      if (doors === "all") expect(read).toBe(number);
      // A national form is another country's number, or none, where no country is said.
      else if (countries) expect(read).not.toBe(number);
      else expect(parsed).toEqual({ ok: false, reason: expect.stringMatching(/^not_/) });
    },
  );
});

const others: [string, Options, ParsedRecipient][] = [
  [
    "Asha.Rao@Example.com ",
    {},
    { ok: true, kind: "email", normalised: "asha.rao@example.com", country: null, mask: "a••••@e•••.com" },
  ],
  [
    "mailto:jo@example.co.uk",
    {},
    { ok: true, kind: "email", normalised: "jo@example.co.uk", country: null, mask: "•••••@e•••.uk" },
  ],
  ["@Asha_Rao", {}, { ok: true, kind: "handle", normalised: "@asha_rao", country: null, mask: "@a••••" }],
  [
    "asha_rao",
    { channel: "telegram" },
    { ok: true, kind: "handle", normalised: "@asha_rao", country: null, mask: "@a••••" },
  ],
  ["", {}, { ok: false, reason: "empty" }],
  ["whatsapp:", {}, { ok: false, reason: "empty" }],
  ["asha", {}, { ok: false, reason: "not_a_recipient" }],
  ["call 4155550100 now", {}, { ok: false, reason: "not_a_recipient" }],
  ["asha@example", {}, { ok: false, reason: "not_an_email_address" }],
  ["+14155550100", { channel: "email" }, { ok: false, reason: "not_an_email_address" }],
  ["12345", {}, { ok: false, reason: "too_short" }],
  ["+1415555010012345678", {}, { ok: false, reason: "too_long" }],
  ["+1415555010", {}, { ok: false, reason: "not_possible" }],
  ["098765 43210", {}, { ok: false, reason: "country_missing" }],
  ["--", {}, { ok: false, reason: "not_a_recipient" }],
];

describe("parseRecipient of anything else", () => {
  it.each(others)("%s %j", (raw, options, expected) => expect(parseRecipient(raw, options)).toEqual(expected));
});

describe("parseRecipient of any text", () => {
  const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 6, maxLength: 16 });
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom(..."+0123456789 ()-.@aé:") }),
    fc.tuple(fc.constantFrom("+", "00", "", "+91", "+1", "+44 (0)", "+39 0"), digits).map((parts) => parts.join("")),
  );

  it("gives a value, and reads its own result as the same recipient: one person, one hash", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parseRecipient(text, { defaultCountries: ["IN", "US"] });
        if (parsed.ok) expect(parseRecipient(parsed.normalised)).toMatchObject({ normalised: parsed.normalised });
      }),
      { numRuns: 3_000 },
    );
  });
});
