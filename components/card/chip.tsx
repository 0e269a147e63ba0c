import type { ReactNode } from "react";
import classes from "./card.module.css";

/** A small fact that is not a status. */
export function Chip({ mono = false, title, children }: { mono?: boolean; title?: string; children: ReactNode }) {
  return (
    <span className={classes.chip} data-mono={mono || undefined} title={title}>
      {children}
    </span>
  );
}
