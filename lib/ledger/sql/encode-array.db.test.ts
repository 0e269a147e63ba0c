import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { closeDb, readPool } from "@/lib/db";
import { encodeArray } from "./encode-array";

afterAll(closeDb);

const nullable = <T>(value: fc.Arbitrary<T>) => fc.array(fc.option(value), { maxLength: 40 });

it.each([
  ["uuid", nullable(fc.uuid())],
  ["text", nullable(fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\u0000", "")))],
  ["bytea", nullable(fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)))],
  ["timestamptz", nullable(fc.date({ min: new Date(0), max: new Date(8e12), noInvalidDate: true }))],
  ["boolean", nullable(fc.boolean())],
  ["smallint", nullable(fc.integer({ min: -32_768, max: 32_767 }))],
  ["integer", nullable(fc.integer())],
  ["numeric", nullable(fc.constantFrom("0.0075", "-1", "12.5"))],
] as const)("an array of %s arrives as it was given", async (type, values: fc.Arbitrary<unknown[]>) => {
  await fc.assert(
    fc.asyncProperty(values, async (given) => {
      const { rows } = await readPool().query(`SELECT $1::${type}[] AS got`, [encodeArray(type, given)]);
      expect(rows[0].got.map(String)).toEqual(given.map(String));
    }),
    { numRuns: 50 },
  );
});

it("whole numbers of 64 bits keep their sign and size", async () => {
  const given = [0, 1, -1, 2 ** 32, -(2 ** 32) - 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, null];
  const { rows } = await readPool().query("SELECT $1::bigint[]::text[] AS got", [encodeArray("bigint", given)]);
  expect(rows[0].got).toEqual(given.map((value) => value?.toString() ?? null));
});
