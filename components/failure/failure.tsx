import { IconPlugConnectedX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./failure.module.css";

type Props = { title: string; happened: string; safe: string; todo: string; children?: ReactNode };

/** A failure, in the order that people ask: what failed, what is safe, what to do. */
export function Failure({ title, happened, safe, todo, children }: Props) {
  return (
    <section className={classes.failure} role="alert">
      <IconPlugConnectedX size={28} aria-hidden="true" className={classes.icon} />
      <div className={classes.text}>
        <h1>{title}</h1>
        <dl>
          <dt>What failed</dt>
          <dd>{happened}</dd>
          <dt>What is safe</dt>
          <dd>{safe}</dd>
          <dt>What to do</dt>
          <dd>{todo}</dd>
        </dl>
        <div className={classes.actions}>{children}</div>
      </div>
    </section>
  );
}
