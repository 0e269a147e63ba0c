export type CsvCell = string | number | boolean | Date | null;

/** One line of a CSV file (RFC 4180). */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(cell: CsvCell): string {
  if (cell === null) return "";
  if (cell instanceof Date) return cell.toISOString();
  return typeof cell === "string" ? quoted(asText(cell)) : String(cell);
}

/**
 * Spreadsheets guess what a text is. One that they would run gets an apostrophe, to be seen: it is not as it was sent.
 * One that they would only change, as an id of digits, gets a tab: it makes a text of it and is not seen.
 */
function asText(text: string): string {
  if (isMask(text) || isMereValue(text)) return `\t${text}`;
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
}

/** `+91 ••••• ••2 10`, `@a••••`: begins as formulas do, and holds nothing that could run. */
function isMask(text: string): boolean {
  return /^(\+[\d• ]+|@.?•+)$/u.test(text) && text.includes("•");
}

/** A number, a date or a truth value to a spreadsheet; not so a whole number that it shows as it is. */
function isMereValue(text: string): boolean {
  return !/^(0|[1-9]\d{0,14})$/.test(text) && MERE_VALUES.some((value) => value.test(text.trim()));
}

const MONTH =
  "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
const MERE_VALUES = [
  /^[+-]?[($€£¥]*\d[\d\s.,:/()%-]*([ap]m?)?$/i,
  /^[+-]?\d+([.,]\d*)?e[+-]?\d+$/i,
  new RegExp(`^(\\d{1,4}[\\s./-]?${MONTH}([\\s./-]?\\d{1,4})?|${MONTH}[\\s./-]?\\d{1,4})$`, "i"),
  /^(true|false)$/i,
];

function quoted(text: string): string {
  return /[",\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
