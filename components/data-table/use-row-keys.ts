"use client";

import { type RefObject, useEffect } from "react";
import { copyText } from "@/components/copy/copy-text";

/**
 * `j` and `k` move the focus over the rows' links, so that Enter opens and a screen reader speaks as ever; `c`
 * copies what the row offers. A click anywhere on a row opens it, unless it was to select text.
 */
export function useRowKeys(body: RefObject<HTMLTableSectionElement | null>, say: (words: string) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!body.current || !isForTable(event)) return;
      if (event.key === "j") focusRow(body.current, 1);
      else if (event.key === "k") focusRow(body.current, -1);
      else if (event.key === "c") void copyRow(body.current, say);
      else return;
      event.preventDefault();
    };
    const onClick = (event: MouseEvent) => openRow(event);
    const rows = body.current;
    document.addEventListener("keydown", onKey);
    rows?.addEventListener("click", onClick);
    return () => {
      document.removeEventListener("keydown", onKey);
      rows?.removeEventListener("click", onClick);
    };
  }, [body, say]);
}

function isForTable({ target, defaultPrevented, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (defaultPrevented || ctrlKey || metaKey || altKey) return false;
  const element = target instanceof Element ? target : null;
  return !element?.closest("input, textarea, select, [contenteditable], [role=dialog], [role=menu]");
}

function focusRow(body: HTMLTableSectionElement, step: 1 | -1): void {
  const rows = [...body.rows];
  const current = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(rows.length - 1, Math.max(0, current + step))];
  linkOf(next)?.focus();
}

async function copyRow(body: HTMLTableSectionElement, say: (words: string) => void): Promise<void> {
  const row = [...body.rows].find((one) => one.contains(document.activeElement));
  const text = row?.dataset.copy;
  if (!row) say("Choose a row first: j and k move over them");
  else if (!text) say("This row has no provider id");
  else say((await copyText(text)) ? "Provider id copied" : "Not copied");
}

function openRow({ target }: MouseEvent): void {
  if (!(target instanceof Element) || target.closest("a, button") || window.getSelection()?.toString()) return;
  linkOf(target.closest("tr"))?.click();
}

function linkOf(row: HTMLTableRowElement | null | undefined): HTMLAnchorElement | null {
  return row?.querySelector<HTMLAnchorElement>("a[data-row-link]") ?? null;
}
