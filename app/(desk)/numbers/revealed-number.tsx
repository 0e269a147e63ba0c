"use client";

import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { CopyButton } from "@/components/copy/copy-button";
import classes from "./numbers.module.css";
import type { Shown } from "./shown";

/** By the clock and not by counting ticks: a sleeping tab must not show the number for longer. */
export function RevealedNumber({ revealed, onHide }: { revealed: Shown; onHide: () => void }) {
  const [now, setNow] = useState(Date.now);
  const left = Math.ceil((revealed.until - now) / 1000);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (left <= 0) onHide();
  }, [left, onHide]);
  if (left <= 0) return null;
  return (
    <div className={classes.form}>
      <output className={classes.number} aria-label="The number">
        {revealed.shown}
      </output>
      <p className={classes.small}>Hidden again in {left} s. This is on record.</p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onHide}>
          Hide now
        </Button>
        <CopyButton text={revealed.number} what="the number" />
      </div>
    </div>
  );
}
