import { describe, expect, it } from "vitest";
import { type KeyPress, shortcutOf } from "./shortcut-of";

const press = (key: string, code: string, more: Partial<KeyPress> & { altGraph?: boolean } = {}): KeyPress => ({
  ...{ key, code, keyCode: 0, isComposing: false, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false },
  getModifierState: (name) => name === "AltGraph" && more.altGraph === true,
  ...more,
});

describe("a shortcut", () => {
  it.each([
    ["US", press("/", "Slash"), "/"],
    ["a number pad", press("/", "NumpadDivide"), "/"],
    ["German", press("/", "Digit7", { shiftKey: true }), "/"],
    ["French", press("/", "Period", { shiftKey: true }), "/"],
    ["Russian", press("/", "Backslash", { shiftKey: true }), "/"],
    ["Hebrew", press("/", "KeyQ"), "/"],
    ["AltGr, as most report it", press("/", "KeyQ", { altGraph: true }), "/"],
    ["AltGr, as Windows reports it", press("/", "KeyQ", { altGraph: true, ctrlKey: true, altKey: true }), "/"],
    ["US, with Shift", press("?", "Slash", { shiftKey: true }), "?"],
    ["the slash's key on a Russian layout", press(".", "Slash"), "."],
  ])("is the character that the layout gives: %s", (_layout, pressed, shortcut) => {
    expect(shortcutOf(pressed)).toBe(shortcut);
  });

  it.each([
    ["US", press("j", "KeyJ")],
    ["Caps Lock", press("J", "KeyJ")],
    ["Dvorak, where j is elsewhere", press("j", "KeyC")],
    ["Cyrillic", press("о", "KeyJ")],
    ["Cyrillic with Caps Lock", press("О", "KeyJ")],
    ["Greek", press("ξ", "KeyJ")],
    ["Hebrew", press("ח", "KeyJ")],
    ["Arabic", press("ت", "KeyJ")],
  ])("is a letter by its character, in another script by its key: %s", (_layout, pressed) => {
    expect(shortcutOf(pressed)).toBe("j");
  });

  it("is a named key", () => {
    expect(shortcutOf(press("Enter", "Enter"))).toBe("Enter");
  });
});

describe("no shortcut", () => {
  it.each([
    ["composing", press("j", "KeyJ", { isComposing: true })],
    ["the end of a composition", press("j", "KeyJ", { keyCode: 229 })],
    ["Enter while composing", press("Enter", "Enter", { isComposing: true })],
    ["Ctrl", press("j", "KeyJ", { ctrlKey: true })],
    ["Alt", press("j", "KeyJ", { altKey: true })],
    ["Cmd", press("/", "Slash", { metaKey: true })],
    ["Shift with a letter", press("J", "KeyJ", { shiftKey: true })],
    ["Shift under Caps Lock", press("j", "KeyJ", { shiftKey: true })],
    ["AltGr with a letter", press("j", "KeyJ", { altGraph: true })],
    ["Shift with a named key", press("Enter", "Enter", { shiftKey: true })],
    ["a letter of no Latin key", press("ö", "Semicolon")],
    ["a key without a name", press("", "")],
  ])("is in %s", (_what, pressed) => {
    expect(shortcutOf(pressed)).toBeNull();
  });
});
