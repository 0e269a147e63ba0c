import fc from "fast-check";
import parsePhoneNumber from "libphonenumber-js/max";
import metadata from "libphonenumber-js/metadata.max.json";
import { describe, expect, it, vi } from "vitest";
import { canonicalNumber, formsOf, spellingOf, twinOf } from "./canonical-number";
import { SPELLING_RULES, TWIN_RULES } from "./spelling-rules";

vi.setConfig({ testTimeout: 60_000 });

const spellings: [string, string][] = [
  ["+5215512345678", "+525512345678"],
  ["+520445512345678", "+525512345678"],
  ["+520455512345678", "+525512345678"],
  ["+52015512345678", "+525512345678"],
  ["+551187654300", "+5511987654300"],
  ["+556191234567", "+5561991234567"],
  ["+559961234567", "+5599961234567"],
  ["+549111523456700", "+5491123456700"],
  ["+549221152345670", "+5492212345670"],
  ["+22507123456", "+2250707123456"],
  ["+22545123456", "+2250545123456"],
  ["+22501123456", "+2250101123456"],
  ["+22520312345", "+2252720312345"],
  ["+22997123456", "+2290197123456"],
  ["+24106123456", "+24166123456"],
  ["+2416123456", "+24166123456"],
  ["+24107123456", "+24177123456"],
  ["+24101123456", "+24111123456"],
  ["+841201234567", "+84701234567"],
  ["+841691234567", "+84391234567"],
  ["+841991234567", "+84591234567"],
];

/** Numbers that a rule must not touch: other plans, landlines, what could be two subscribers'. */
const untouched = [
  "+525512345678",
  "+5511987654300",
  "+551138654300",
  "+551178654300",
  "+5511978654300",
  "+558001234567",
  "+541123456700",
  "+5491123456700",
  "+2250707123456",
  "+2252720312345",
  "+2290197123456",
  "+24166123456",
  "+84701234567",
  "+84121012345",
  "+390612345678",
  "+39612345678",
  "+393331234567",
  "+14155550100",
  "+447700900123",
  "+919876543210",
  "+85291234567",
  "+22890123456",
  "+",
  "",
  "@usr_5215512345678",
  "5215512345678",
  "jo+5215512345678@example.com",
];

describe("canonicalNumber", () => {
  it.each(spellings)("reads %s as %s", (spelt, canonical) => {
    expect(canonicalNumber(spelt)).toBe(canonical);
    expect(spellingOf(spelt)).not.toBeNull();
  });

  it.each(untouched)("leaves %s as it is", (number) => {
    expect(canonicalNumber(number)).toBe(number);
    expect(spellingOf(number)).toBeNull();
  });
});

describe("formsOf", () => {
  it("gives the forms of before too, and of a number without any itself alone", () => {
    expect(formsOf("+5511987654300")).toEqual(["+5511987654300", "+551187654300"]);
    expect(formsOf("+551187654300")).toEqual(["+551187654300", "+5511987654300"]);
    expect(formsOf("+447700900123")).toEqual(["+447700900123"]);
    expect(formsOf("jo@example.com")).toEqual(["jo@example.com"]);
  });
});

describe("the rules", () => {
  it("each name their source, and the day from which they hold", () => {
    for (const { source, since } of SPELLING_RULES) {
      expect(source.length).toBeGreaterThan(10);
      expect(since ?? "2000-01").toMatch(/^20[0-2]\d-[01]\d(-[0-3]\d)?$/);
    }
  });

  it.each(SPELLING_RULES.map((rule) => [`${rule.country} ${rule.from}`, rule] as const))(
    "%s: what they make is a possible number, stays as it is, and is another's for another subscriber",
    (_, { callingCode, from, country }) => {
      const old = fc.stringMatching(new RegExp(`^(?:${from})$`)).map((digits) => `+${callingCode}${digits}`);
      fc.assert(
        fc.property(old, old, (a, b) => {
          const canonical = canonicalNumber(a);
          expect(parsePhoneNumber(canonical, { extract: false })).toMatchObject({ number: canonical });
          expect(parsePhoneNumber(canonical, { extract: false })?.isPossible()).toBe(true);
          expect(canonicalNumber(canonical)).toBe(canonical);
          for (const form of formsOf(canonical)) expect(canonicalNumber(form)).toBe(canonical);
          expect(formsOf(canonical)).toContain(a);
          const isOne = subscriber(country, a) === subscriber(country, b);
          expect(canonical === canonicalNumber(b)).toBe(isOne);
        }),
        { numRuns: 60 },
      );
    },
  );

  it("are each met by some number of the plan of today", () => {
    for (const { from, callingCode } of SPELLING_RULES) {
      const old = fc.sample(fc.stringMatching(new RegExp(`^(?:${from})$`)), { numRuns: 500, seed: 7 });
      const now = old.map((digits) => canonicalNumber(`+${callingCode}${digits}`));
      expect([from, now.some((number) => parsePhoneNumber(number)?.isValid())]).toEqual([from, true]);
    }
  });
});

describe("over the numbering plans of all countries", () => {
  const withRules = new Set(SPELLING_RULES.map(({ country }) => country));

  it.each([...withRules])("no two subscribers of %s share a form", (country) => apart(country, 300));

  it("no two subscribers of any other country share a form", () => {
    const others = Object.keys(metadata.countries).filter((country) => !withRules.has(country));
    expect(others.length).toBeGreaterThan(200);
    for (const country of others) apart(country, 5);
  });

  function apart(country: string, numRuns: number): void {
    const inPlan = numbersOf(country);
    fc.assert(
      fc.property(inPlan, inPlan, (a, b) => {
        fc.pre(isInPlan(a) && isInPlan(b));
        expect(canonicalNumber(a)).toBe(a);
        if (a !== b) expect(canonicalNumber(a)).not.toBe(canonicalNumber(b));
      }),
      { numRuns, maxSkipsPerRun: 1_000 },
    );
  }
});

describe("twinOf", () => {
  it.each([
    ["+541123456700", "+5491123456700"],
    ["+5491123456700", "+541123456700"],
    ["+551178654300", "+5511978654300"],
    ["+5511978654300", "+551178654300"],
  ])("%s has %s beside it", (number, twin) => expect(twinOf(number)).toMatchObject({ number: twin }));

  it.each(["+551187654300", "+5511987654300", "+5215512345678", "+447700900123", "jo@example.com"])(
    "%s has none",
    (number) => expect(twinOf(number)).toBeNull(),
  );

  it("leads back, and is never taken for the same", () => {
    for (const { callingCode, one, two } of TWIN_RULES) {
      for (const { pattern } of [one, two]) {
        const numbers = fc.stringMatching(new RegExp(`^(?:${pattern})$`)).map((digits) => `+${callingCode}${digits}`);
        fc.assert(
          fc.property(numbers, (number) => {
            const twin = twinOf(number)?.number ?? "";
            expect(twinOf(twin)?.number).toBe(number);
            expect(canonicalNumber(twin)).not.toBe(canonicalNumber(number));
          }),
          { numRuns: 100 },
        );
      }
    }
  });
});

/** What is the subscriber's in an old form: without what was dialled in front of all numbers alike. */
function subscriber(country: string, number: string): string {
  const digits = number.slice(1);
  if (country === "MX") return digits.slice(-10);
  if (country === "GA") return digits.replace(/^2410/, "241");
  return digits;
}

/** Of every kind that the plan has: a pattern may allow lengths that its country does not use. */
function numbersOf(country: string): fc.Arbitrary<string> {
  const plan = metadata.countries[country as keyof typeof metadata.countries] as unknown[];
  const kinds = (plan[11] as ([string] | null)[] | undefined) ?? [];
  const patterns = kinds.flatMap((kind) => (kind?.[0] ? [kind[0]] : []));
  const digits = patterns.length > 0 ? patterns : [plan[2] as string];
  return fc
    .oneof(...digits.map((pattern) => fc.stringMatching(new RegExp(`^(?:${pattern})$`))))
    .map((national) => `+${plan[0]}${national}`);
}

/** Gabon's old forms are still listed, and are a subscriber's who is listed in the new one. */
function isInPlan(number: string): boolean {
  const parsed = parsePhoneNumber(number, { extract: false });
  if (!parsed?.isValid() || parsed.number !== number) return false;
  return !(parsed.countryCallingCode === "241" && /^(?:0|[2-7]\d{6}$)/.test(parsed.nationalNumber));
}
