import type { ReactNode } from "react";
import classes from "./card.module.css";

type Props = {
  title?: string;
  aside?: ReactNode;
  /** Marked at its edge. */
  isUrgent?: boolean;
  children: ReactNode;
};

/** One panel with one heading. */
export function Card({ title, aside, isUrgent = false, children }: Props) {
  return (
    <section className={classes.card} data-urgent={isUrgent || undefined}>
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
