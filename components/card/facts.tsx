import type { ReactNode } from "react";
import classes from "./card.module.css";

export type Fact = { name: string; value: ReactNode };

/** Names and values, one fact a line. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
