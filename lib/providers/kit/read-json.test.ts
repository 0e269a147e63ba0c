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
