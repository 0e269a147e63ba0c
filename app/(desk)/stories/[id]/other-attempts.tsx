import Link from "next/link";
import { attemptBadge, attemptText } from "@/app/(desk)/attempt-words";
import { Card } from "@/components/card/card";
import { Chip } from "@/components/card/chip";
import { ToneBadge } from "@/components/status/tone-badge";
import { InlineTimes } from "@/components/time/times";
import { nameOfUseCase } from "@/lib/delivery/words/verdict-detail";
import { isOfAnotherUser, OTHERS_SHOWN, type StoryPage } from "@/lib/stories/get-story";
import type { Attempt } from "@/lib/stories/list-attempts";
import classes from "./story.module.css";

type Props = { page: StoryPage; zone: string; now: Date };

/** What else is on record of the number, each with its user: several may share one, and are not taken for the same. */
export function OtherAttempts({ page, zone, now }: Props) {
  const { otherAttempts: attempts, sharing, userRef } = page;
  const of = sharing === "number" ? "with this number" : "of this user";
  if (attempts.length === 0) return <p className={classes.muted}>No other attempt {of} is on record.</p>;
  return (
    <Card title={`Other attempts ${of}`} aside={more(attempts.length)}>
      <ul className={classes.attempts}>
        {attempts.slice(0, OTHERS_SHOWN).map((attempt) => (
          <li key={attempt.storyId}>
            <Link href={`/stories/${attempt.storyId}`} className={classes.attempt} prefetch={false}>
              <InlineTimes at={attempt.at} zone={zone} now={now} />
              <span>{attempt.useCase ? nameOfUseCase(attempt.useCase) : "Message"}</span>
              <ToneBadge {...attemptBadge(attempt)} />
              <AttemptUser attempt={attempt} userRef={userRef} />
              <span className={classes.muted}>{attemptText(attempt)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function AttemptUser({ attempt, userRef }: { attempt: Attempt; userRef: string | null }) {
  if (attempt.userRef === null) return <span className={classes.muted}>user not told</span>;
  return (
    <span>
      <Chip mono title="user id">
        {attempt.userRef}
      </Chip>
      {isOfAnotherUser(attempt, userRef) && <b className={classes.another}> another user</b>}
    </span>
  );
}

function more(count: number) {
  return count > OTHERS_SHOWN ? <span className={classes.muted}>the newest {OTHERS_SHOWN}</span> : null;
}
