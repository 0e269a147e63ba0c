"use client";

import { type RefObject, useEffect } from "react";
import { copyText } from "@/components/copy/copy-text";
import { useShortcuts } from "@/components/keyboard/use-shortcuts";

/**
 * `j` and `k` move the focus over the rows' links, so that Enter opens and a screen reader speaks as ever; `c`
 * copies what the row offers. A click anywhere on a row opens it, unless it was to select text.
 */
export function useRowKeys(body: RefObject<HTMLTableSectionElement | null>, say: (words: string) => void): void {
  useShortcuts({
    j: () => focusRow(body.current, 1),
    k: () => focusRow(body.current, -1),
    c: () => void copyRow(body.current, say),
  });
  useEffect(() => {
    const rows = body.current;
    rows?.addEventListener("click", openRow);
    return () => rows?.removeEventListener("click", openRow);
  }, [body]);
}

function focusRow(body: HTMLTableSectionElement | null, step: 1 | -1): void {
  const rows = [...(body?.rows ?? [])];
  const current = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(rows.length - 1, Math.max(0, current + step))];
  linkOf(next)?.focus();
}

async function copyRow(body: HTMLTableSectionElement | null, say: (words: string) => void): Promise<void> {
  const row = [...(body?.rows ?? [])].find((one) => one.contains(document.activeElement));
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
