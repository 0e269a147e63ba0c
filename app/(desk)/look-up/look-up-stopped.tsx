import { stoppedText, waitText } from "@/app/(desk)/numbers/wait-text";
import { Notice } from "@/components/notice/notice";
import type { Stopped } from "@/lib/auth/limits/ask-whether-known";
import classes from "./look-up.module.css";

/** Whoever asked for too much is told why, and until when; whether what they asked for is known, they are not. */
export function LookUpStopped({ stopped: { because, retryAfterSeconds } }: { stopped: Stopped }) {
  return (
    <section className={classes.answer}>
      <h2>{because === "misses" ? "Too many look-ups that found nothing" : "Too many look-ups"}</h2>
      <Notice tone="warn">
        {because === "misses" ? stoppedText(retryAfterSeconds) : `Try again ${waitText(retryAfterSeconds)}.`}
      </Notice>
    </section>
  );
}
