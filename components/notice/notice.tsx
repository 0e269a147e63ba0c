import { IconAlertTriangle, IconCircleX, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./notice.module.css";

const ICONS = { bad: IconCircleX, warn: IconAlertTriangle, none: IconInfoCircle };

/** A short word from the product: an answer to what was just done. Announced to screen readers. */
export function Notice({ tone, children }: { tone: keyof typeof ICONS; children: ReactNode }) {
  const Icon = ICONS[tone];
  return (
    <div className={classes.notice} data-tone={tone} role={tone === "none" ? "status" : "alert"}>
      <Icon size={18} aria-hidden="true" className={classes.icon} />
      <div>{children}</div>
    </div>
  );
}
