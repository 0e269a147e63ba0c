import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvLine } from "./csv";

describe("csvLine", () => {
  it("leaves no text that a spreadsheet would run", () => {
    fc.assert(
      fc.property(fc.constantFrom(..."=+-@\t\r"), fc.string(), (start, rest) => {
        expect(parseCell(csvLine([start + rest]))).toBe(`'${start}${rest}`);
      }),
    );
  });

  it("gives back every other text as it was", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        fc.pre(!/^[=+\-@\t\r\n＝＋－＠]/.test(text));
        expect(parseCell(csvLine([text]))).toBe(text);
      }),
    );
  });

  it("writes times in UTC, numbers as they are, and nothing for what is not known", () => {
    const cells = [new Date(0), -1.5, true, null, "a, b", "+91 ••••"];
    expect(csvLine(cells)).toBe(`1970-01-01T00:00:00.000Z,-1.5,true,,"a, b",'+91 ••••\r\n`);
  });
});

/** The only cell of a line, as a reader of RFC 4180 sees it. */
function parseCell(line: string): string {
  const cell = line.slice(0, -2);
  return cell.startsWith('"') && cell.endsWith('"') && cell.length > 1 ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}
