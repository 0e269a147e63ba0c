"use client";

import { useEffect, useState } from "react";
import classes from "./clock.module.css";
import { type ClockText, nowText } from "./now-text";

/** The time now. Before any script runs it shows when the page was made; the server's words until the first tick. */
export function Clock({ atLoad, zone }: { atLoad: ClockText; zone: string }) {
  const [text, setText] = useState(atLoad);
  useEffect(() => {
    const tick = () => setText(nowText(new Date(), zone));
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [zone]);
  return (
    <span className={classes.clock}>
      {text.local}
      {text.utc && <small>{text.utc}</small>}
    </span>
  );
}
