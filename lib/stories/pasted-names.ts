import { plainText } from "@/lib/delivery/recipient/plain-text";

export const LONGEST_NAME = 200;
const MOST_NAMES = 60;
const MARKS_BEFORE = /^[\s.,:;!?#@*_~|\\/–—-]+(?=[\p{L}\p{N}])/u;
const MARKS_BEHIND = /[\s.,:;!?*~|\\/…–—-]+$/u;
/** What separates the words of a sentence, and the values of a log line or of JSON. */
const COARSE = /[\s"'`“”‘’„«»‹›<>()[\]{},;|]+/u;
/** What separates a value from its name, and the parts of an address. */
const FINE = /[\s"'`“”‘’„«»‹›<>()[\]{},;|:=/?&#]+/u;

/**
 * The ids that a paste may hold, likeliest first: all of it, its words, their parts, and each in the cases that ids are
 * written in. In an id as well, invisible signs and marks around it are no part of it.
 */
export function pastedNames(text: string): string[] {
  const plain = plainText(text);
  const coarse = plain.split(COARSE);
  const words = [plain, ...[...coarse, ...plain.split(FINE)].filter((word) => mayBeName(word, coarse.length))];
  const names = words.map((word) => word.replace(MARKS_BEFORE, "").replace(MARKS_BEHIND, "")).filter(Boolean);
  const distinct = new Set([...names, ...names.flatMap(inOtherCases)]);
  return [...distinct].filter((name) => name.length <= LONGEST_NAME).slice(0, MOST_NAMES);
}

/** Between many words, an id is told by its digits; beside one word, a name may be one. */
function mayBeName(word: string, count: number): boolean {
  return word.length > 1 && (/\p{N}/u.test(word) || count <= 3);
}

/** Ids are of one case nearly always; those of a provider begin with two capitals and go on in hexadecimal. */
function inOtherCases(name: string): string[] {
  const isSid = /^[a-z]{2}[\da-f]{32}$/i.test(name);
  return [
    ...(isSid ? [name.slice(0, 2).toUpperCase() + name.slice(2).toLowerCase()] : []),
    name.toLowerCase(),
    name.toUpperCase(),
  ];
}
