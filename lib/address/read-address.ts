import { createLoader, type inferParserType, type ParserMap, type SingleParser } from "nuqs/server";

/** Why something in an address is passed over. */
export type Why = "no_such_name" | "no_such_value" | "given_again";
export type PassedOver = {
  /** Null where it is no plain word: a number or a code that strayed into an address goes no further. */
  name: string | null;
  text: string | null;
  why: Why;
};
export type Address<Filters> = { filters: Filters; passedOver: PassedOver[] };

/** `searchParams` of a page, a request, or an address. */
export type Given = Request | URLSearchParams | string | Readonly<Record<string, string | string[] | undefined>>;

/**
 * Reads addresses by one definition, and tells what in them it does not understand: what narrows nothing must never
 * pass for a filter. Values of a list stand behind one name, or behind the same name again.
 */
export function addressReader<Parsers extends ParserMap>(
  parsers: Parsers,
): (given: Given) => Address<inferParserType<Parsers>> {
  const load = createLoader(parsers);
  return (given) => {
    const kept = new URLSearchParams();
    const passedOver: PassedOver[] = [];
    for (const [name, texts] of textsByName(given)) {
      const read = readTexts(Object.hasOwn(parsers, name) ? (parsers[name] as Known) : null, texts);
      if (read.kept !== null) kept.set(name, read.kept);
      passedOver.push(...read.passedOver.map(([why, text]) => ({ name: plain(name), text: plain(text), why })));
    }
    return { filters: load(kept), passedOver };
  };
}

type Known = SingleParser<unknown> & { item?: SingleParser<unknown> };
type Read = { kept: string | null; passedOver: [why: Why, text: string][] };

function readTexts(parser: Known | null, texts: readonly string[]): Read {
  if (!parser) return { kept: null, passedOver: [["no_such_name", texts[0] ?? ""]] };
  if (parser.item) return readList(parser.item, texts.join(","));
  const [first = "", ...others] = texts;
  const again = others.filter((text) => text !== first).map((text): [Why, string] => ["given_again", text]);
  return { kept: first, passedOver: parser.parse(first) === null ? [["no_such_value", first], ...again] : again };
}

function readList(item: SingleParser<unknown>, list: string): Read {
  const isUnknown = (text: string) => text !== "" && item.parse(text.replaceAll("%2C", ",")) === null;
  const unknown = list.split(",").filter(isUnknown);
  return { kept: list, passedOver: unknown.map((text) => ["no_such_value", text]) };
}

/** A name without a text is a field of a form that was left blank. */
function textsByName(given: Given): Map<string, string[]> {
  const texts = new Map<string, string[]>();
  for (const [name, text] of pairsOf(given)) if (text !== "") texts.set(name, [...(texts.get(name) ?? []), text]);
  return texts;
}

function pairsOf(given: Given): Iterable<[string, string]> {
  if (given instanceof URLSearchParams) return given;
  if (given instanceof Request) return new URL(given.url).searchParams;
  if (typeof given === "string") return new URLSearchParams(given.slice(given.indexOf("?") + 1));
  const entries = Object.entries(given);
  return entries.flatMap(([name, value]) => [value ?? []].flat().map((text): [string, string] => [name, text]));
}

function plain(text: string): string | null {
  return /^[\p{L}_-]{1,32}$/u.test(text) ? text : null;
}
