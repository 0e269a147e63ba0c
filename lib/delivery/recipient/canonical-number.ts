import { SPELLING_RULES, type SpellingRule, TWIN_RULES } from "./spelling-rules";

type Rule = { from: RegExp; to: string; rule: SpellingRule };
const rules = new Map<string, Rule[]>();
for (const rule of SPELLING_RULES) {
  const known = rules.get(rule.callingCode) ?? [];
  rules.set(rule.callingCode, [...known, { from: whole(rule.from), to: rule.to, rule }]);
}

/**
 * The one form of a subscriber's number, of all forms that it is written in: what people are told apart by. What is
 * no number in E.164 (an address, a handle) stays as it is. Not for sending: an old phone book may need its own form.
 */
export function canonicalNumber(number: string): string {
  const found = findRule(number);
  return found ? found.canonical : number;
}

/** How a number is written, in words, where that is not its one form: `with a 1 after +52`. */
export function spellingOf(number: string): string | null {
  return findRule(number)?.rule.form ?? null;
}

/** All forms that a number is, or was, written in: as given, the one of today, and those of before. */
export function formsOf(number: string): string[] {
  const canonical = canonicalNumber(number);
  const older = formsOfBefore.flatMap(({ code, from, to }) => {
    const digits = canonical.startsWith(code) ? canonical.slice(code.length) : "";
    return from.test(digits) ? [code + digits.replace(from, to)] : [];
  });
  return [...new Set([number, canonical, ...older])];
}

export type Twin = { number: string; form: string };

/** The other form of a number of which nobody can say whether it is the same subscriber's. */
export function twinOf(number: string): Twin | null {
  const canonical = canonicalNumber(number);
  for (const { code, from, to, form } of twins) {
    if (canonical.startsWith(code) && from.test(canonical.slice(code.length)))
      return { number: code + canonical.slice(code.length).replace(from, to), form };
  }
  return null;
}

/** Calling codes of three digits, of two, of one: none is the beginning of another. */
function findRule(number: string): { canonical: string; rule: SpellingRule } | null {
  if (number[0] !== "+") return null;
  for (let end = 4; end > 1; end -= 1) {
    const code = number.slice(1, end);
    for (const { from, to, rule } of rules.get(code) ?? []) {
      const digits = number.slice(end);
      if (from.test(digits)) return { canonical: `+${code}${digits.replace(from, to)}`, rule };
    }
  }
  return null;
}

const twins = TWIN_RULES.flatMap(({ callingCode, one, two, form }) =>
  [one, two].map(({ pattern, other }) => ({ code: `+${callingCode}`, from: whole(pattern), to: other, form })),
);

/** The rules read backwards: the groups of `from` stand where `to` names them, and the other way round. */
const formsOfBefore = SPELLING_RULES.map(({ callingCode, from, to }) => {
  const groups = groupsOf(from);
  const now = to.replace(/\$(\d)/g, (_, number) => groups[Number(number) - 1] ?? "");
  const before = groups.reduce((rest, group, index) => rest.replace(group, `$$${index + 1}`), from);
  return { code: `+${callingCode}`, from: whole(now), to: before };
});

function groupsOf(pattern: string): string[] {
  const groups: string[] = [];
  let depth = 0;
  let start = 0;
  for (const [index, character] of [...pattern].entries()) {
    if (character === "(" && depth++ === 0) start = index;
    if (character === ")" && --depth === 0) groups.push(pattern.slice(start, index + 1));
  }
  return groups;
}

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`);
}
