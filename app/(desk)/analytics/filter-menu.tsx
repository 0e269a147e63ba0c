"use client";

import { IconChevronDown } from "@tabler/icons-react";
import { type ReactNode, type RefObject, useEffect, useRef } from "react";
import { shortcutOf } from "@/components/keyboard/shortcut-of";
import classes from "./filter-bar.module.css";

type Props = { label: string; value: string; isActive?: boolean; children: ReactNode };

/** A folded list of choices that says what is chosen; one is open at a time. It unfolds without any script. */
export function FilterMenu({ label, value, isActive = false, children }: Props) {
  const menu = useRef<HTMLDetailsElement>(null);
  useFoldWhenLeft(menu);
  return (
    <details ref={menu} name="rate-filter" className={classes.menu}>
      <summary data-active={isActive || undefined}>
        <span className={classes.label}>{label}</span>
        <span className={classes.value}>{value}</span>
        <IconChevronDown size={14} aria-hidden />
      </summary>
      <div className={classes.panel}>{children}</div>
    </details>
  );
}

/** Escape folds it and gives the focus back; so does a click beside it. */
function useFoldWhenLeft(menu: RefObject<HTMLDetailsElement | null>) {
  useEffect(() => {
    const onPointer = ({ target }: PointerEvent) => {
      if (menu.current?.open && target instanceof Node && !menu.current.contains(target)) menu.current.open = false;
    };
    const onKey = (event: KeyboardEvent) => {
      if (!menu.current?.open || shortcutOf(event) !== "Escape") return;
      menu.current.open = false;
      menu.current.querySelector("summary")?.focus();
    };
    document.addEventListener("pointerdown", onPointer);
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("pointerdown", onPointer);
      document.removeEventListener("keydown", onKey);
    };
  }, [menu]);
}
