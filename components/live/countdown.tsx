"use client";

import { Progress } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { formatDuration } from "@/lib/delivery/story/duration";
import classes from "./countdown.module.css";

type Props = {
  /** All in milliseconds; by the server's clock, so that another clock here makes nobody wait longer. */
  pause: { since: number; until: number; now: number };
  what: string;
  then: string;
};

/** How much of a pause is left, and what comes then. At its end the page is asked for again. */
export function Countdown({ pause: { since, until, now }, what, then }: Props) {
  const router = useRouter();
  const [passed, setPassed] = useState({ of: now, ms: 0 });
  // What passed of an older answer says nothing of this one.
  const left = Math.max(0, until - now - (passed.of === now ? passed.ms : 0));
  useEffect(() => {
    const began = performance.now();
    const tick = () => {
      const ms = performance.now() - began;
      setPassed({ of: now, ms });
      if (now + ms < until) return;
      clearInterval(timer);
      router.refresh();
    };
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  }, [now, until, router]);
  return (
    <div className={classes.countdown}>
      <Progress.Root size="sm" transitionDuration={900}>
        <Progress.Section value={Math.round(100 - (100 * left) / (until - since))} aria-label={what} />
      </Progress.Root>
      <p role="timer">
        {left > 0 && `${formatDuration(Math.ceil(left / 1_000) * 1_000)} left. `}
        {then}
      </p>
    </div>
  );
}
