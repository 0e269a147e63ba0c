"use client";

import { createContext, type ReactNode, use, useState } from "react";
import classes from "./newcomers.module.css";

const KnownAtLoad = createContext<ReadonlySet<string>>(new Set());

/** Remembers what stood on the page when it was opened. */
export function Newcomers({ atLoad, children }: { atLoad: readonly string[]; children: ReactNode }) {
  const [known] = useState(() => new Set(atLoad));
  return <KnownAtLoad value={known}>{children}</KnownAtLoad>;
}

/** Fades in once if it came after the page was opened. */
export function Newcomer({ id, children }: { id: string; children: ReactNode }) {
  const known = use(KnownAtLoad);
  return <div className={known.has(id) ? undefined : classes.newcomer}>{children}</div>;
}
