import { expect, it } from "vitest";
import { recipientsDiffer } from "./recipients-differ";

const one = { hash: Buffer.from("01", "hex"), hashKey: "k1", masked: "+44 •••• •••7 01" };
const other = { ...one, hash: Buffer.from("02", "hex") };

it.each([
  ["two numbers", one, other, true],
  ["the same number", one, { ...one }, false],
  ["a number and none", one, null, false],
  ["hashes under different keys", one, { ...other, hashKey: "k2" }, false],
  ["a number and an address", one, { ...other, masked: "a••••@e•••.com" }, false],
  ["an address and a handle", { ...one, masked: "a••••@e•••.com" }, { ...other, masked: "@a••••" }, false],
  ["two handles", { ...one, masked: "@b••••" }, { ...other, masked: "@a••••" }, true],
])("%s", (_name, a, b, expected) => {
  expect([recipientsDiffer(a, b), recipientsDiffer(b, a)]).toEqual([expected, expected]);
});
