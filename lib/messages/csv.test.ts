import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvLine } from "./csv";

describe("csvLine", () => {
  it("leaves no text that a spreadsheet would run", () => {
    fc.assert(
      fc.property(fc.constantFrom(..."=+-@\t\r"), fc.string(), (start, rest) => {
        // What has neither a letter nor a sign behind it is a number at most.
        fc.pre(/[a-z=+@|!]/i.test(rest) || !/^[+-]/.test(start));
        expect(parseCell(csvLine([start + rest]))).toMatch(/^['\t]/);
        if (!/\d/.test(rest)) expect(parseCell(csvLine([start + rest]))).toBe(`'${start}${rest}`);
      }),
    );
  });

  it.each([
    "=1+1",
    "=cmd|'/C calc'!A0",
    "+cmd|'/C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1,2)",
    "+1-SUM(A1)",
    "=00442",
    "+1+1",
  ])("shows that %s is not as it was sent", (text) => {
    expect(parseCell(csvLine([text]))).toBe(`'${text}`);
  });

  it.each([
    ...[
      "12345678901234567890",
      "1234567890123456",
      "1e5",
      "1E5",
      "-1e-5",
      "00442",
      "007",
      "1.10",
      "2.0",
      "1,000",
      "3/4",
    ],
    ...[
      "1-2",
      "2026-11-21",
      "12:30",
      "12:30:05",
      "3 pm",
      "50%",
      "$5",
      "(5)",
      "MAR1",
      "1-Mar",
      "Sept 2",
      "march 2026",
      "TRUE",
      "false",
      " 42",
      "-5",
      "+447700900123",
    ],
  ])("keeps %j as the text that it is, by a mark that is not seen", (text) => {
    expect(parseCell(csvLine([text]))).toBe(`\t${text}`);
  });

  it.each([
    "30007",
    "0",
    "123456789012345",
    "SM00442",
    "login_otp",
    "Marketing",
    "May I come in",
    "ACME",
    "1st",
    "12 monkeys",
  ])("leaves %j alone, which a spreadsheet shows as it is", (text) => {
    expect(csvLine([text])).toBe(`${text}\r\n`);
  });

  it.each(["+91 ••••• ••2 10", "+1 ••• ••• •1 00", "@a••••", "@•••••"])(
    "shows the mask %s without an apostrophe",
    (mask) => {
      expect(parseCell(csvLine([mask]))).toBe(`\t${mask}`);
    },
  );

  it("gives back every text as it was, behind one mark at most", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const cell = parseCell(csvLine([text]));
        expect([text, `'${text}`, `\t${text}`]).toContain(cell);
        if (!/^[=+\-@\t\r\n＝＋－＠]|\d|•/.test(text)) expect(cell).toBe(text);
      }),
    );
  });

  it("writes times in UTC, numbers as they are, and nothing for what is not known", () => {
    const cells = [new Date(0), -1.5, true, null, "a, b", "+91 ••••"];
    expect(csvLine(cells)).toBe(`1970-01-01T00:00:00.000Z,-1.5,true,,"a, b","\t+91 ••••"\r\n`);
  });
});

/** The only cell of a line, as a reader of RFC 4180 sees it. */
function parseCell(line: string): string {
  const cell = line.slice(0, -2);
  return cell.startsWith('"') && cell.endsWith('"') && cell.length > 1 ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}
