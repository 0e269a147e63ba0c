import { plainDigits } from "./plain-text";
import { type PhoneReading, readPhone } from "./read-phone";

/** A number inside a text, with where it stands and the extension behind it. */
export type FoundNumber = { readings: PhoneReading[]; start: number; end: number; hasExtension: boolean };

/** Digits that are no number's: moments, UUIDs, long hexadecimal ids, addresses of machines. */
const NO_NUMBER = [
  String.raw`(?<![\p{L}\p{N}])(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?)?`,
  String.raw`(?<![\p{L}\p{N}])\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?!\d)`,
  String.raw`(?<![\p{L}\p{N}])[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?![\p{L}\p{N}])`,
  String.raw`(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])`,
].join("|");
const NEIGHBOUR = String.raw`[\p{L}\p{N}_]`;
const EXTENSION = String.raw`\s*[;,]?\s*(?:ext(?:ension|n)?\s*[.:=]?|x|#)\s*\d{1,7}(?!${NEIGHBOUR})`;
/** A group that a letter follows is part of a word: `2nd`, `4th`; an extension is not. */
const GROUP = String.raw`\d+(?:(?=x\d)|(?!${NEIGHBOUR}))`;
const NUMBER = String.raw`(?<!${NEIGHBOUR}|${NEIGHBOUR}-)(?<plus>[([]*\+[\s([+]*)?[([]?${GROUP}(?:[\s().\-/~[\]]{1,4}${GROUP})*`;
const FINDER = new RegExp(`${NO_NUMBER}|(?<number>${NUMBER})(?<extension>${EXTENSION})?`, "giu");
const FEWEST_DIGITS = 7;
const MOST_GROUPS = 8;
const MOST_NUMBERS = 10;

/** The numbers in a text of any kind, in order; what could be none of any country is not among them. */
export function findNumbers(text: string, countries: readonly string[]): FoundNumber[] {
  const matches = [...plainDigits(text).matchAll(FINDER)].filter(({ groups }) => groups?.number !== undefined);
  return matches.slice(0, MOST_NUMBERS).flatMap((match) => {
    const { number, plus, extension } = match.groups ?? {};
    const best = number ? readGroups(number, plus !== undefined, countries) : null;
    if (!number || !best) return [];
    const isWhole = best.end === number.length;
    const end = isWhole ? match[0].length : best.end;
    const { readings, start } = best;
    return [
      {
        readings,
        start: match.index + start,
        end: match.index + end,
        hasExtension: isWhole && extension !== undefined,
      },
    ];
  });
}

type Read = { readings: PhoneReading[]; start: number; end: number };

/** The longest run of groups that is a number in use, or else a possible one: a count or a room may stand beside it. */
function readGroups(text: string, hasPlus: boolean, countries: readonly string[]): Read | null {
  const groups = [...text.matchAll(/\d+/g)].slice(0, MOST_GROUPS);
  const runs = groups.flatMap((first, from) =>
    groups.slice(from).map((last) => ({ start: from === 0 ? 0 : first.index, end: last.index + last[0].length, from })),
  );
  const possible: Read[] = [];
  for (const { start, end, from } of runs.sort((a, b) => b.end - b.start - (a.end - a.start))) {
    const digits = text.slice(start, end).replace(/\D/g, "").length;
    if (digits < FEWEST_DIGITS || digits > 17 || (hasPlus && from > 0)) continue;
    const readings = readPhone(text.slice(start, end), countries);
    if (readings[0]?.assigned) return { readings, start, end };
    if (readings.length > 0) possible.push({ readings, start, end });
  }
  return possible[0] ?? null;
}
