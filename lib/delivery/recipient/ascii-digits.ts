/** The digits of every script as 0 to 9; everything else stays. */
export function asciiDigits(text: string): string {
  return ASCII.test(text) ? text : text.replace(/\p{Nd}/gu, (digit) => (digit <= "9" ? digit : decimalValue(digit)));
}

const ASCII = /^[\x20-\x7e]*$/;

/** Every script's decimal digits stand in rows of ten that begin with its zero. */
function decimalValue(digit: string): string {
  let value = 0;
  const point = digit.codePointAt(0) ?? 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(point - value - 1))) value += 1;
  return String(value);
}
