import { describe, expect, it } from "vitest";
import { readRateAddress } from "@/lib/analytics/rate-filters";
import { readAuditAddress } from "@/lib/audit-log/audit-filters";
import { readMessageAddress } from "@/lib/messages/filters";
import { readReviewAddress } from "@/lib/review/review-address";
import { passedOverText } from "./address-words";

const READERS = { messages: readMessageAddress, analytics: readRateAddress, "the audit log": readAuditAddress };

const NAME_OF_ID: Readonly<Record<string, string>> = {
  messages: "connection",
  analytics: "connection",
  "the audit log": "subject",
};

describe.each(Object.entries(READERS))("an address of %s", (page, read) => {
  const said = (query: string) => read(query).passedOver.map(passedOverText);

  it("that is no time says how one is written", () => {
    expect(said("from=garbage&to=26/11/2026")).toEqual([
      "“garbage” for “from” is not understood, and narrows nothing. Write 2026-11-26, 2026-11-26T10:00 or 2026-11-26T10:00Z.",
      "What stands for “to” is not understood, and narrows nothing. Write 2026-11-26, 2026-11-26T10:00 or 2026-11-26T10:00Z.",
    ]);
  });

  it("reads a time whose plus nobody encoded", () => {
    const { filters, passedOver } = read("from=2026-11-20T10:00+05:30");
    expect([filters.from, passedOver]).toEqual(["2026-11-20T10:00+05:30", []]);
  });

  it("that names no filter of the page says so, and repeats no number", () => {
    expect(said("recipient=%2B447700900123&447700900123=x")).toEqual([
      "“recipient” is no filter here.",
      "It has a name that is no filter here.",
    ]);
  });

  it("takes an id of ours however its letters are written", () => {
    const { filters, passedOver } = read(`${NAME_OF_ID[page]}=%200193ABCD-0000-7000-8000-00000000000F`);
    expect(Object.values(filters).flat()).toContain("0193abcd-0000-7000-8000-00000000000f");
    expect(passedOver).toEqual([]);
  });

  it("that gives one thing twice says which counts", () => {
    expect(said("tz=Asia/Kolkata&tz=UTC")).toEqual([
      "“tz” is given more than once, with different values: the first counts.",
    ]);
  });
});

it("an address with a value that nothing has says so, whatever the page", () => {
  const of = (read: (query: string) => { passedOver: unknown[] }, query: string) => read(query).passedOver.length;
  expect(of(readMessageAddress, "status=bogus&connection=x&country=brazil&page=second")).toBe(4);
  expect(
    of(readRateAddress, "connection=x&country=brazil&by=moon&step=week&attribution=all&unregistered=perhaps"),
  ).toBe(6);
  expect(of(readAuditAddress, "actor=x&action=bogus&subject=x&page=second")).toBe(4);
  expect(of(readReviewAddress, "show=everything&state=open")).toBe(2);
});
