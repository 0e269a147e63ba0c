import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkAge, decodeBase64, decodeHex, decodeSignature, hmac, isSame } from "./signature";

const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((array) => Buffer.from(array));

it("tells values of any length apart", () => {
  expect(isSame("secret", "secret")).toBe(true);
  expect(isSame("secret", Buffer.from("secret"))).toBe(true);
  for (const other of ["", "secre", "secret ", "Secret", "s".repeat(10_000)])
    expect(isSame(other, "secret")).toBe(false);
});

it("computes the HMAC of pieces as of the whole (RFC 4231, case 2)", () => {
  const expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
  expect(hmac("sha256", "Jefe", "what do ya want ", "for nothing?").toString("hex")).toBe(expected);
  expect(hmac("sha256", "Jefe", Buffer.from("what do ya want for nothing?")).toString("hex")).toBe(expected);
});

describe("a signature's spelling", () => {
  it("is hex in one case, or base64 of either alphabet", () => {
    fc.assert(
      fc.property(bytes, (value) => {
        const spellings = [value.toString("hex"), value.toString("hex").toUpperCase(), value.toString("base64")];
        spellings.push(value.toString("base64url"), value.toString("base64").replace(/=+$/, ""));
        for (const text of spellings) expect(decodeSignature(text, 32)).toEqual(value);
      }),
    );
  });

  it("has no second form of the same bytes", () => {
    expect(decodeHex("aB".repeat(32), 32)).toBeUndefined();
    expect(decodeHex(`${"ab".repeat(31)}zz`, 32)).toBeUndefined();
    expect(decodeBase64("AAA=", 2)).toEqual(Buffer.alloc(2));
    for (const loose of ["AAB=", "AAA==", "AA A=", "AAA=\n", ""]) expect(decodeBase64(loose, 2)).toBeUndefined();
    expect(decodeSignature("00", 32)).toBeUndefined();
  });
});

it("takes a signed time from the tolerance back to five minutes ahead", () => {
  const now = new Date("2026-03-01T12:00:00Z");
  const aged = (seconds: number) => checkAge(new Date(now.getTime() - seconds * 1000), now, 3600).ok;
  expect([aged(3600), aged(3601), aged(0), aged(-300), aged(-301)]).toEqual([true, false, true, true, false]);
});
