const ASCII = /^[\x20-\x7e]*$/;
const BLANKS = /[\t\n\v\f\r\u0085\p{Zs}\p{Zl}\p{Zp}\u2800]/gu;
/** Direction marks, soft hyphens, joiners, selectors, the frame of a keycap; and what no screen shows. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Cc}]|\p{Me}/gu;
const DASHES = /[\p{Pd}\u2212\u2043\u02d7\u2500\u2501]|(?<=\p{Nd})\u30fc(?=\p{Nd})/gu;
const DOTS = /[\u00b7\u2022\u30fb\u3002\u2027]/gu;
const SLASHES = /[\u2044\u2215]/gu;

/** Contact lists and chat apps paste direction marks, soft hyphens, rare blanks and full-width letters along. */
export function plainText(text: string): string {
  if (ASCII.test(text)) return text.trim();
  return text.normalize("NFKC").replace(BLANKS, " ").replace(INVISIBLE, "").trim();
}

/** The same where a number is read: digits of every script and every dash as ASCII has them. */
export function plainDigits(text: string): string {
  if (ASCII.test(text)) return text;
  return text
    .replace(DASHES, "-")
    .replace(/\p{Nd}/gu, (digit) => String(decimalValue(digit)))
    .replace(/\u2795/gu, "+")
    .replace(DOTS, ".")
    .replace(SLASHES, "/");
}

/** Every script's decimal digits stand in rows of ten that begin with its zero. */
function decimalValue(digit: string): number {
  let value = 0;
  const point = digit.codePointAt(0) ?? 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(point - value - 1))) value += 1;
  return value;
}
