import { describe, expect, it } from "vitest";
import { keyProblem, type Rings, writingKeys } from "./key-check";

const key = (id: string, fill: number) => ({ id, key: Buffer.alloc(32, fill) });
const WRITTEN: Rings = { ENCRYPTION_KEYS: [key("k1", 1)], PHONE_HASH_KEYS: [key("k1", 2)] };
const IN_USE = writingKeys(WRITTEN);

describe("keys beside those in use", () => {
  it.each<[string, Partial<Rings>, RegExp | null]>([
    ["the same", {}, null],
    ["a new one before them", { ENCRYPTION_KEYS: [key("k2", 3), key("k1", 1)] }, null],
    ["another by the same id", { ENCRYPTION_KEYS: [key("k1", 9)] }, /^ENCRYPTION_KEYS: the key k1 is not the one /],
    ["another pepper by the same id", { PHONE_HASH_KEYS: [key("k1", 9)] }, /^PHONE_HASH_KEYS: the key k1 is not /],
    ["a new one instead", { ENCRYPTION_KEYS: [key("k2", 1)] }, /^ENCRYPTION_KEYS lacks the key k1, /],
    ["none", { PHONE_HASH_KEYS: [] }, /^PHONE_HASH_KEYS lacks the key k1, /],
    [
      "each other's",
      { ENCRYPTION_KEYS: WRITTEN.PHONE_HASH_KEYS, PHONE_HASH_KEYS: WRITTEN.ENCRYPTION_KEYS },
      /^ENCRYPTION_KEYS holds a key of another variable: the two are swapped\.$/,
    ],
  ])("%s", (_name, rings, line) => {
    const problem = keyProblem({ ...WRITTEN, ...rings }, IN_USE);
    if (line) expect(problem).toMatch(line);
    else expect(problem).toBeNull();
  });
});

it("what writes is the active key of each ring, and the oldest pepper, which tells bodies apart", () => {
  const rings = {
    ENCRYPTION_KEYS: [key("b", 1), key("a", 2)],
    PHONE_HASH_KEYS: [key("c", 3), key("b", 4), key("a", 5)],
  };
  expect(writingKeys(rings).map(({ ring, keyId }) => `${ring} ${keyId}`)).toEqual([
    ...["ENCRYPTION_KEYS b", "PHONE_HASH_KEYS c", "PHONE_HASH_KEYS a"],
  ]);
});

it("a check tells nothing of its key", () => {
  for (const { value } of IN_USE) {
    expect(value).toHaveLength(32);
    expect([...WRITTEN.ENCRYPTION_KEYS, ...WRITTEN.PHONE_HASH_KEYS].some(({ key }) => key.equals(value))).toBe(false);
  }
});
