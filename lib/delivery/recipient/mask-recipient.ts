import parsePhoneNumber, { type PhoneNumber } from "libphonenumber-js/max";

const BULLET = "•";

/**
 * How a recipient looks wherever it was not revealed: `+91 ••••• ••2 10` (country code, bullets in the national
 * grouping, at most three last digits), `a••••@d•••.com`, `@a••••`. Bullets of names do not tell their length.
 */
export function maskRecipient(normalised: string): string {
  if (normalised.startsWith("@")) return `@${initial(normalised.slice(1))}••••`;
  const at = normalised.lastIndexOf("@");
  if (at > 0) return maskEmail(normalised.slice(0, at), normalised.slice(at + 1));
  const parsed = parsePhoneNumber(normalised, { extract: false });
  return parsed ? maskPhone(parsed) : BULLET.repeat(8);
}

/** The same for a number that was parsed already. */
export function maskPhone(parsed: PhoneNumber): string {
  const code = `+${parsed.countryCallingCode}`;
  const grouped = parsed
    .formatInternational()
    .slice(code.length)
    .replace(/\P{Nd}+/gu, " ")
    .trim();
  return `${code} ${maskDigits(grouped, shownDigits(parsed.nationalNumber.length))}`;
}

function shownDigits(length: number): number {
  if (length >= 9) return 3;
  return length >= 7 ? 2 : 0;
}

/** The last two digits stand apart, as they are read out. */
function maskDigits(grouped: string, shown: number): string {
  let left = grouped.replaceAll(" ", "").length;
  let masked = "";
  for (const character of grouped) {
    if (character === " ") masked += " ";
    else {
      if (left === 2 && shown > 0 && !masked.endsWith(" ")) masked += " ";
      masked += left <= shown ? character : BULLET;
      left -= 1;
    }
  }
  return masked;
}

function maskEmail(local: string, domain: string): string {
  const lastDot = domain.lastIndexOf(".");
  return `${initial(local)}••••@${initial(domain.slice(0, lastDot))}•••${domain.slice(lastDot)}`;
}

/** A name of one or two letters would be given away by its first. */
function initial(name: string): string {
  const letters = [...name];
  return letters.length > 2 ? (letters[0] ?? BULLET) : BULLET;
}
