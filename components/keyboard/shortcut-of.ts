/** What of a key press tells which shortcut was meant. */
export type KeyPress = Pick<
  KeyboardEvent,
  "key" | "code" | "keyCode" | "isComposing" | "shiftKey" | "ctrlKey" | "altKey" | "metaKey" | "getModifierState"
>;

/** Some browsers end a composition before its last key press, which then has this code alone. */
const COMPOSING_KEY_CODE = 229;

/**
 * The shortcut that a key press means, if any: a character as the reader's layout gives it, with Shift or AltGr where
 * the layout needs them for it; a letter by its key where the layout writes another script; or a named key (`Enter`).
 */
export function shortcutOf(press: KeyPress): string | null {
  // A browser that fills in a form presses keys without a name.
  if (!press.key || press.isComposing || press.keyCode === COMPOSING_KEY_CODE) return null;
  if (press.metaKey) return null;
  const isAltGr = press.getModifierState("AltGraph");
  if (!isAltGr && (press.ctrlKey || press.altKey)) return null;
  const isCharacter = [...press.key].length === 1;
  if (isCharacter && !/\p{L}/u.test(press.key)) return press.key;
  if (isAltGr || press.shiftKey) return null;
  return isCharacter ? latinLetter(press) : press.key;
}

/** Caps Lock makes no other letter of it. */
function latinLetter({ key, code }: KeyPress): string | null {
  const letter = key.toLowerCase();
  if (/^[a-z]$/.test(letter)) return letter;
  return /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? null;
}
