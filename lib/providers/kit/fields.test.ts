import { describe, expect, it } from "vitest";
import {
  addressField,
  amountField,
  codeField,
  countField,
  idField,
  mccMncField,
  reasonField,
  statusField,
} from "./fields";

describe("text that PostgreSQL and a page can hold", () => {
  it.each([
    ["plain", "plain"],
    ["  trimmed\t\n", "trimmed"],
    ["two\r\nlines", "two lines"],
    [7, "7"],
    [true, "true"],
    ["a\u0000b", "a\ufffdb"],
    ["\u001b[31mred", "\ufffd[31mred"],
    ["evil\u202etxt", "evil\ufffdtxt"],
    ["half \ud83d pair", "half \ufffd pair"],
    ["whole 😀 pair", "whole 😀 pair"],
    ["", undefined],
    [" \n ", undefined],
    [null, undefined],
    [undefined, undefined],
    [{ toString: () => "object" }, undefined],
    [["list of one"], "list of one"],
    [["list", "of several"], undefined],
    [[], undefined],
  ])("%j becomes %j", (value, expected) => expect(reasonField(value)).toBe(expected));

  it("keeps two ids apart that differ in an unsafe character only", () => {
    expect(idField("a\u0000b")).not.toBe(idField("ab"));
  });
});

describe("length", () => {
  it("cuts words, without leaving half a character", () => {
    expect(reasonField("x".repeat(501))).toBe("x".repeat(500));
    expect(reasonField(`${"x".repeat(499)}😀`)).toBe(`${"x".repeat(499)}\ufffd`);
    expect(statusField("s".repeat(100))).toHaveLength(64);
    expect(codeField("c".repeat(100))).toHaveLength(32);
  });

  it("never cuts an id or an address", () => {
    expect(idField("i".repeat(200))).toHaveLength(200);
    expect(idField("i".repeat(201))).toBeUndefined();
    expect(addressField("a".repeat(321))).toBeUndefined();
  });
});

describe("numbers as text", () => {
  it.each(["0.0333", "-0.00750", "12", "+1.5"])("takes the amount %s", (text) => expect(amountField(text)).toBe(text));
  it("takes a small amount as programs write it", () => {
    expect(["5e-05", "1.25e-6", "1e-7"].map(amountField)).toEqual(["0.00005", "0.00000125", "0.0000001"]);
  });
  it.each(["", "1,5", "1e3", "NaN", "0x10", "12345678", "1."])("refuses the amount %j", (text) =>
    expect(amountField(text)).toBeUndefined(),
  );
  it("takes a count from 1 to 999", () => {
    expect(countField("2.0")).toBe(2);
    expect([countField("2"), countField(999), countField("0"), countField("1000"), countField("2.5")]).toEqual([
      ...[2, 999],
      ...[undefined, undefined, undefined],
    ]);
  });
  it("takes an MCC and MNC of 5 or 6 digits", () => {
    expect([mccMncField(23410), mccMncField("310260"), mccMncField("234"), mccMncField("2341a")]).toEqual([
      ...["23410", "310260"],
      ...[undefined, undefined],
    ]);
  });
});
