import type { ReactNode } from "react";
import classes from "./card.module.css";

/** One panel with one heading. */
export function Card({ title, aside, children }: { title?: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.card}>
      {title && (
        <div className={classes.head}>
          <h2>{title}</h2>
          {aside}
        </div>
      )}
      {children}
    </section>
  );
}
