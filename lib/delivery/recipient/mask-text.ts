import { ID_SHAPES } from "./id-shapes";

/** What looks like digits of a number but tells of no person: dates with or without a time, UUIDs, long hex ids. */
const KEPT = [
  String.raw`(?<![\p{L}\p{N}])(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)?(?![\d-])`,
  ...ID_SHAPES,
];
const NUMBER = String.raw`\+?\(?\p{Nd}(?:[\p{Zs}\p{Cf}\t().\-–—‑_/]{0,3}\p{Nd}){6,}`;
const FINDER = new RegExp(`(?<kept>${KEPT.join("|")})|${NUMBER}`, "giu");

/** Free text without anything that looks like a phone number: seven digits or more, with usual separators. */
export function maskNumbers(text: string): string {
  return text.replace(FINDER, (found, ...rest) => {
    const { kept } = rest.at(-1) as { kept?: string };
    return kept ?? found.replace(/\p{Nd}/gu, "•");
  });
}
