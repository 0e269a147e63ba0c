import { describe, expect, it } from "vitest";
import type { DeliveryReport } from "@/lib/providers/provider";
import { harmlessTexts, type ReportTexts } from "./harmless-report";

const NUMBER = "+447700900431";
const report: DeliveryReport = { index: 0, providerMessageId: "SMa", rawStatus: "failed" };

/** What a field of a report is called in the report, and once it is ready for the tables. */
const FIELDS: readonly [keyof ReportTexts, (text: string) => Partial<DeliveryReport>][] = [
  ["providerMessageId", (providerMessageId) => ({ providerMessageId })],
  ["providerEventId", (providerEventId) => ({ providerEventId })],
  ["rawStatus", (rawStatus) => ({ rawStatus })],
  ["errorCode", (errorCode) => ({ errorCode })],
  ["rawReason", (rawReason) => ({ rawReason })],
  ["sender", (sender) => ({ sender })],
  ["carrierName", (name) => ({ carrier: { name } })],
];

const SPELLINGS = [
  ...["+447700900431", "447700900431", "07700900431", "00447700900431", "+44 7700 900 431", "0 7700-900-431"],
  ...["whatsapp:+447700900431", "tel:07700900431", "447700900431@c.us", "%2B447700900431", "msg07700900431x"],
  ...["٠٧٧٠٠٩٠٠٤٣١", "+44−7700−900431", "＋４４７７００９００４３１"],
];

describe.each(FIELDS)("the recipient's number in %s", (field, given) => {
  it.each(SPELLINGS)("goes: %s", (spelling) => {
    const told = harmlessTexts({ ...report, ...given(spelling) }, {}, NUMBER)[field];
    expect(told ?? "").not.toMatch(/\p{Nd}{3}/u);
  });
});

describe("rightly left alone are", () => {
  it.each([
    ["providerMessageId", "8202522731445525542"],
    ["providerMessageId", "447700900999"],
    ["providerMessageId", "0190a1b2-7c3d-7e4f-8a5b-0123456789ab"],
    ["providerEventId", "1732702053873-44"],
    ["rawStatus", "UNDELIV"],
    ["rawStatus", "1004"],
    ["errorCode", "30007"],
    ["errorCode", "E-4829"],
    ["sender", "+15555550199"],
    ["sender", "32665"],
    ["sender", "ACME"],
    ["carrierName", "Three 3G"],
  ] as const)("%s %s", (field, text) => {
    const given = FIELDS.find(([name]) => name === field)?.[1](text);
    expect(harmlessTexts({ ...report, ...given }, {}, NUMBER)[field]).toBe(text);
  });
});

describe("a code", () => {
  it.each(["rawStatus", "errorCode", "rawReason", "carrierName"] as const)("in the words of %s is masked", (field) => {
    for (const words of ["Your code is 482913", "Code 482-913", "G-482913 refused", "رمز ٤٨٢٩١٣"]) {
      const given = FIELDS.find(([name]) => name === field)?.[1](words);
      expect(harmlessTexts({ ...report, ...given }, {}, null)[field]).not.toMatch(/\p{Nd}/u);
    }
  });

  it("that the provider's table explains stays", () => {
    const given = { rawReason: "30003 Unreachable, code 482913" };
    expect(harmlessTexts({ ...report, ...given }, { "30003": {} }, null).rawReason).toBe(
      "30003 Unreachable, code ••••••",
    );
  });

  it("takes a receipt's text with it, and a status is never empty", () => {
    const given = { rawStatus: "text:482913", rawReason: "text:Your code is 482913" };
    expect(harmlessTexts({ ...report, ...given }, {}, null)).toMatchObject({ rawStatus: "•", rawReason: null });
  });
});

describe("a sender", () => {
  it("that is the recipient is none", () => {
    expect(harmlessTexts({ ...report, recipient: NUMBER, sender: "447700900431" }, {}, NUMBER).sender).toBeNull();
  });

  it.each([
    ["ACME", "+447700900431"],
    ["32665", "447700900431"],
  ])("in the recipient's place %s makes the number %s the person's", (recipient, sender) => {
    expect(harmlessTexts({ ...report, recipient, sender }, {}, null).sender).toBeNull();
  });

  it("stays where the recipient is not told, or told without its country", () => {
    expect(harmlessTexts({ ...report, sender: "+15555550199" }, {}, null).sender).toBe("+15555550199");
    const national = { recipient: "098765 43200", sender: "+15555550199" };
    expect(harmlessTexts({ ...report, ...national }, {}, null).sender).toBe("+15555550199");
  });
});

it("an id written as a number shows none of it where the recipient is not told", () => {
  const given = { providerMessageId: "true_447700900431@c.us_3EB0" };
  expect(harmlessTexts({ ...report, ...given }, {}, null).providerMessageId).not.toContain("900431");
});
