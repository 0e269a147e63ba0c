"use client";

import { createContext, type ReactNode, startTransition, use, useState } from "react";

type ColumnsChoice = { hidden: readonly string[]; toggle: (column: string) => void };

const Choice = createContext<ColumnsChoice>({ hidden: [], toggle: () => {} });

type Props = { hidden: readonly string[]; keep: (hidden: string[]) => Promise<void>; children: ReactNode };

/** Which columns the reader wants to see: at once here, and kept by `keep` for the next visit. */
export function ColumnsChoiceProvider({ hidden: atLoad, keep, children }: Props) {
  const [hidden, setHidden] = useState(atLoad);
  const toggle = (column: string) => {
    const next = hidden.includes(column) ? hidden.filter((one) => one !== column) : [...hidden, column];
    setHidden(next);
    startTransition(() => keep(next));
  };
  return <Choice value={{ hidden, toggle }}>{children}</Choice>;
}

export function useColumnsChoice(): ColumnsChoice {
  return use(Choice);
}
