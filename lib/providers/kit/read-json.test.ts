import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { member, readJson, readJsonObject } from "./read-json";

const read = (text: string) => readJson(Buffer.from(text));

describe("readJson", () => {
  it("reads whatever JSON can say", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat(3), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(read(text)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  it.each([
    ['{"a":1,"a":2}'],
    ['{"a":{"b":1,"c":[{"d":1,"d":1}]}}'],
    ['{"a":1 , "\\u0061" : 2}'],
    ['{"\\"":1,"\\"":2}'],
    ['[{"__proto__":1,"__proto__":2}]'],
  ])("refuses a name that stands twice: %s", (text) =>
    expect(read(text)).toEqual({ ok: false, problem: "unexpected_shape" }),
  );

  it.each([
    ['{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}'],
    ['{"a":"a","b":"a"}'],
    ['{"a":"\\"a\\":1,\\"a\\":2"}'],
    ['["a","a",{"a":":"}]'],
  ])("takes the same word elsewhere: %s", (text) => expect(read(text).ok).toBe(true));

  it.each(["8202522731445525542", "8202522731445525999", "1e5", "1.0", "0.10", "-0", "1E-7", "9007199254740993"])(
    "keeps the digits of %s as they were written, wherever it stands",
    (digits) => {
      const value = { id: digits, list: [[digits], { id: digits }], text: "8202522731445525542, 1e5", n: 7 };
      const text = `{"id":${digits},"list":[[${digits} ],{"id" : ${digits}}],"text":"8202522731445525542, 1e5","n":7}`;
      expect(read(text)).toEqual({ ok: true, value });
      expect(read(digits)).toEqual({ ok: true, value: digits });
    },
  );

  it("writes every number as it was written", () => {
    const number = fc
      .tuple(fc.bigInt(), fc.stringMatching(/^(\.\d{1,4})?([eE][+-]?\d{1,3})?$/))
      .map(([n, end]) => n + end);
    fc.assert(
      fc.property(number, (text) => {
        const found = read(`{"a":[${text}]}`);
        expect(found.ok && String((found.value as { a: unknown[] }).a[0])).toBe(text);
      }),
    );
  });

  it("names what is wrong", () => {
    expect(read("")).toEqual({ ok: false, problem: "empty_body" });
    expect(read(" \n")).toEqual({ ok: false, problem: "empty_body" });
    expect(read("{")).toEqual({ ok: false, problem: "unreadable_body" });
    expect(readJson(Buffer.from([0x22, 0xff, 0x22]))).toEqual({ ok: false, problem: "unreadable_body" });
    expect(readJsonObject(Buffer.from("[]"))).toEqual({ ok: false, problem: "unexpected_shape" });
    expect(readJsonObject(Buffer.from("null"))).toEqual({ ok: false, problem: "unexpected_shape" });
  });

  it("walks bodies of any depth and any number of escapes", () => {
    expect(read(`${"[".repeat(100_000)}${"]".repeat(100_000)}`).ok).toBe(true);
    expect(read(`"${"\\\\".repeat(100_000)}"`).ok).toBe(true);
  });
});

it("knows a body's own members only", () => {
  expect(member(JSON.parse('{"__proto__": 1}'), "__proto__")).toBe(1);
  expect(member({}, "constructor")).toBeUndefined();
  expect(member("text", "length")).toBeUndefined();
  expect(member(null, "a")).toBeUndefined();
});
