import { IconChevronDown } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./filter-bar.module.css";

type Props = { label: string; value: string; isActive?: boolean; children: ReactNode };

/** A folded list of choices that says what is chosen; one is open at a time. */
export function FilterMenu({ label, value, isActive = false, children }: Props) {
  return (
    <details name="rate-filter" className={classes.menu}>
      <summary data-active={isActive || undefined}>
        <span className={classes.label}>{label}</span>
        <span className={classes.value}>{value}</span>
        <IconChevronDown size={14} aria-hidden />
      </summary>
      <div className={classes.panel}>{children}</div>
    </details>
  );
}
