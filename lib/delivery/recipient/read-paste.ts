import { findNumbers } from "./find-numbers";
import { plainText } from "./plain-text";
import { type PhoneReading, readPhone } from "./read-phone";
import { parseRecipient } from "./recipient";
import { recipientText } from "./recipient-text";

/** What of a paste was not read, by kind alone: it may hold a code or another's number. */
export type Ignored =
  | { what: "words_before" | "words_behind" | "words_between" | "people"; count: number }
  | { what: "marks" | "extension" | "link" | "link_text" };

/** One person that a text names: a number with its readings, or an address or handle. */
export type PastedRecipient =
  | { kind: "phone"; readings: PhoneReading[] }
  | { kind: "email" | "handle"; normalised: string };

export type Paste = {
  recipients: PastedRecipient[];
  ignored: Ignored[];
  /** True where the text is a recipient and nothing else, as a program would write it. */
  isWhole: boolean;
};

const ADDRESS = /[^\s@"'<>(),;:\\=/?&[\]{}]{1,64}@[^\s@"'<>(),;:\\=/?&[\]{}]+\.[\p{L}\p{N}-]{2,}/gu;
/** Digits in a link to a chat are a number with its country's code, plus or not. */
const CHAT_LINK = /((?:\bwa\.me\/|[?&]phone=)(?:send\?phone=)?)(?:%2b|\+)?(?=\d)/gi;
const LINK = /\b[a-z][a-z.+-]*:\/\/|\bwa\.me\/|^\W*(?:tel|sms(?:to)?|mms(?:to)?|whatsapp|callto|mailto):/i;
const LINK_TEXT = /[?&](?:body|text|subject|message)=.*$/is;

/**
 * The recipients in whatever was pasted: alone, in a link, or between words. What is none of them is named by its
 * kind. Where the text as a whole is one recipient, nothing else is looked for.
 */
export function readPaste(text: string, countries: readonly string[]): Paste {
  const whole = readWhole(text, countries);
  if (whole) return { recipients: [whole], ignored: [], isWhole: true };
  const plain = decoded(plainText(text)).replace(CHAT_LINK, "$1+");
  const body = plain.replace(LINK_TEXT, "");
  const addresses = findAddresses(body);
  const numbers = findNumbers(blankOut(body, addresses), countries);
  const found = [
    ...addresses,
    ...numbers.map(({ readings, ...place }) => ({ ...place, recipient: { kind: "phone", readings } as const })),
  ].sort((a, b) => a.start - b.start);
  if (found.length === 0) return { recipients: [], ignored: [], isWhole: false };
  const ignored = ignoredOf(body, found, LINK.test(plain));
  if (body !== plain) ignored.push({ what: "link_text" });
  if (numbers.some(({ hasExtension }) => hasExtension)) ignored.push({ what: "extension" });
  return { recipients: distinct(found.map(({ recipient }) => recipient)), ignored, isWhole: false };
}

/** `1 word in front of it`, `an extension`: what was not read, in words that do not repeat it. */
export function sayIgnored(ignored: Ignored): string {
  switch (ignored.what) {
    case "words_before":
      return `${words(ignored.count)} in front of it`;
    case "words_behind":
      return `${words(ignored.count)} behind it`;
    case "words_between":
      return `${words(ignored.count)} in between`;
    case "people":
      return ignored.count === 1 ? "1 more number or address" : `${ignored.count} more numbers and addresses`;
    case "marks":
      return "quotes, brackets or punctuation around it";
    case "extension":
      return "an extension";
    case "link":
      return "the link around it";
    case "link_text":
      return "the text of a message in the link";
    default:
      return ignored satisfies never;
  }
}

function words(count: number): string {
  return count === 1 ? "1 word" : `${count} words`;
}

function readWhole(text: string, countries: readonly string[]): PastedRecipient | null {
  const readings = readPhone(text, countries);
  if (readings.length > 0) return { kind: "phone", readings };
  if (!text.includes("@")) return null;
  const parsed = parseRecipient(recipientText(text).replace(/[.;,!]+$/, ""));
  return parsed.ok && parsed.kind !== "phone" ? { kind: parsed.kind, normalised: parsed.normalised } : null;
}

type Found = { recipient: PastedRecipient; start: number; end: number };

function findAddresses(text: string): Found[] {
  return [...text.matchAll(ADDRESS)].flatMap(({ 0: address, index: start }): Found[] => {
    const parsed = parseRecipient(address);
    const end = start + address.length;
    if (!parsed.ok) return [];
    if (parsed.kind !== "phone") {
      return [{ recipient: { kind: parsed.kind, normalised: parsed.normalised }, start, end }];
    }
    return [{ recipient: { kind: "phone", readings: readPhone(address, []) }, start, end }];
  });
}

/** An address may hold digits of its own. */
function blankOut(text: string, places: readonly Found[]): string {
  return places.reduce(
    (rest, { start, end }) => rest.slice(0, start) + "@".repeat(end - start) + rest.slice(end),
    text,
  );
}

function ignoredOf(text: string, found: readonly Found[], isLink: boolean): Ignored[] {
  const before = text.slice(0, found[0]?.start);
  const between = found.slice(1).map(({ start }, index) => text.slice(found[index]?.end, start));
  const behind = text.slice(found.at(-1)?.end);
  const ignored: Ignored[] = [
    { what: "words_before" as const, count: countWords(isLink ? before.replace(/\S*$/, "") : before) },
    { what: "words_between" as const, count: countWords(between.join(" ")) },
    { what: "words_behind" as const, count: countWords(isLink ? behind.replace(/^\S*/, "") : behind) },
  ].filter(({ count }) => count > 0);
  if (isLink) return [{ what: "link" }, ...ignored];
  return ignored.length === 0 && /\S/.test(before + behind) ? [{ what: "marks" }] : ignored;
}

function countWords(text: string): number {
  return text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
}

/** The same number twice, as in a log, is one. */
function distinct(recipients: readonly PastedRecipient[]): PastedRecipient[] {
  const byKey = new Map<string, PastedRecipient>();
  for (const recipient of recipients) {
    const key = recipient.kind === "phone" ? (recipient.readings[0]?.canonical ?? "") : recipient.normalised;
    if (!byKey.has(key)) byKey.set(key, recipient);
  }
  return [...byKey.values()];
}

function decoded(text: string): string {
  return text.replace(/(?:%[\da-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
}
