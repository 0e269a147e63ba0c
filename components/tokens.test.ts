import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const PAIRED = [...css.matchAll(/--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g)];
const SCHEMES = {
  light: Object.fromEntries(PAIRED.map(([, name, light]) => [name, light])),
  dark: Object.fromEntries(PAIRED.map(([, name, , dark]) => [name, dark])),
};
const SURFACES = ["bg", "panel", "chip"];
const STATUSES = ["ok", "bad", "wait", "none", "warn"];
const PAIRS: [text: string, surface: string][] = [
  ...["text", "muted", "faint", "accent"].flatMap((text) => SURFACES.map((on): [string, string] => [text, on])),
  ...STATUSES.flatMap((status): [string, string][] => [
    [status, `${status}-bg`],
    [status, "panel"],
    ["text", `${status}-bg`],
    ["muted", `${status}-bg`],
  ]),
  ["accent", "accent-bg"],
  ["on-accent", "accent"],
  ["on-accent", "accent-hover"],
];

describe.each(Object.entries(SCHEMES))("%s tokens", (_scheme, tokens) => {
  it.each(PAIRS)("%s on %s is readable (WCAG AA, 4.5)", (text, surface) => {
    expect(contrast(tokens[text], tokens[surface])).toBeGreaterThanOrEqual(4.5);
  });
});

function contrast(a: string | undefined, b: string | undefined): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string | undefined): number {
  if (!hex) throw new Error("a token is missing");
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
