"use client";

import { useEffect, useEffectEvent } from "react";
import { shortcutOf } from "./shortcut-of";

/** What the page does on a key, wherever the focus is, except where keys are for typing or for an open dialog or menu. */
export function useShortcuts(shortcuts: Readonly<Record<string, () => void>>): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const shortcut = isForPage(event) ? shortcutOf(event) : null;
    const act = shortcut === null || !Object.hasOwn(shortcuts, shortcut) ? undefined : shortcuts[shortcut];
    if (!act) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}

const TAKES_KEYS =
  "input, textarea, select, [contenteditable]:not([contenteditable=false]), [role=dialog], [role=menu]";

function isForPage({ target, defaultPrevented }: KeyboardEvent): boolean {
  return !defaultPrevented && !(target instanceof Element && target.closest(TAKES_KEYS));
}
