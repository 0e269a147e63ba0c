import Link from "next/link";
import { attemptBadge, attemptText } from "@/app/(desk)/attempt-words";
import { Card } from "@/components/card/card";
import { ToneBadge } from "@/components/status/tone-badge";
import { InlineTimes } from "@/components/time/times";
import { nameOfUseCase } from "@/lib/delivery/words/verdict-detail";
import { OTHERS_SHOWN } from "@/lib/stories/get-story";
import type { Attempt } from "@/lib/stories/list-attempts";
import classes from "./story.module.css";

export function OtherAttempts({ attempts, zone, now }: { attempts: readonly Attempt[]; zone: string; now: Date }) {
  if (attempts.length === 0) return <p className={classes.muted}>No other attempt of this person is on record.</p>;
  return (
    <Card title="Other attempts of this person" aside={more(attempts.length)}>
      <ul className={classes.attempts}>
        {attempts.slice(0, OTHERS_SHOWN).map((attempt) => (
          <li key={attempt.storyId}>
            <Link href={`/stories/${attempt.storyId}`} className={classes.attempt} prefetch={false}>
              <InlineTimes at={attempt.at} zone={zone} now={now} />
              <span>{attempt.useCase ? nameOfUseCase(attempt.useCase) : "Message"}</span>
              <ToneBadge {...attemptBadge(attempt)} />
              <span className={classes.muted}>{attemptText(attempt)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function more(count: number) {
  return count > OTHERS_SHOWN ? <span className={classes.muted}>the newest {OTHERS_SHOWN}</span> : null;
}
