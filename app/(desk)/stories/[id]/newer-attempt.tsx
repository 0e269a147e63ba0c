import { IconArrowUpRight } from "@tabler/icons-react";
import Link from "next/link";
import { attemptBadge } from "@/app/(desk)/attempt-words";
import { ToneBadge } from "@/components/status/tone-badge";
import { InlineTimes } from "@/components/time/times";
import { nameOfUseCase } from "@/lib/delivery/words/verdict-detail";
import { isOfAnotherUser, type StoryPage } from "@/lib/stories/get-story";
import classes from "./story.module.css";

/** On top of a story that is not the newest: whoever looks for what happened just now is led on. */
export function NewerAttempt({ page, zone, now }: { page: StoryPage; zone: string; now: Date }) {
  const { newerAttempt: newer, sharing, userRef } = page;
  if (!newer) return null;
  const whose = isOfAnotherUser(newer, userRef) ? `, of another user (${newer.userRef})` : "";
  return (
    <Link href={`/stories/${newer.storyId}`} className={classes.newer} prefetch={false}>
      <span>
        <b>
          There is a newer attempt {sharing === "number" ? "with this number" : "of this user"}
          {whose}:
        </b>{" "}
        {newer.useCase ? nameOfUseCase(newer.useCase) : "Message"}, <InlineTimes at={newer.at} zone={zone} now={now} />
      </span>
      <ToneBadge {...attemptBadge(newer)} />
      <span className={classes.open}>
        Open it <IconArrowUpRight size={15} aria-hidden />
      </span>
    </Link>
  );
}
