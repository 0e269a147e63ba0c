import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { newsAddress } from "@/app/(desk)/news-address";
import { NumberTools } from "@/app/(desk)/numbers/number-tools";
import { openPage } from "@/app/(desk)/open-page";
import { read } from "@/app/read";
import { readerZone } from "@/app/reader-zone";
import { Card } from "@/components/card/card";
import { KeepFresh } from "@/components/live/keep-fresh";
import { Lanes } from "@/components/story/lanes";
import { VerdictBanner } from "@/components/story/verdict-banner";
import { clockFormatter } from "@/components/time/format-time";
import { systemClock } from "@/lib/clock";
import { decide } from "@/lib/delivery/decision/decide";
import { lanes } from "@/lib/delivery/lanes/lanes";
import { verdict } from "@/lib/delivery/words/verdict";
import type { StoryPage as Page } from "@/lib/stories/get-story";
import { openStory } from "@/lib/stories/open-story";
import { isOpen } from "./is-open";
import { NewerAttempt } from "./newer-attempt";
import { OtherAttempts } from "./other-attempts";
import classes from "./story.module.css";
import { StoryHeader } from "./story-header";
import { StorySide } from "./story-side";

export const metadata: Metadata = { title: "OTP story" };

const REFRESH_MS = 4_000;

export default async function StoryPage({ params }: PageProps<"/stories/[id]">) {
  const user = await openPage("story:read");
  const { id } = await params;
  const now = systemClock();
  const [page, known] = await Promise.all([read(openStory(id, () => now)), readerZone()]);
  if (!page) notFound();
  if (page.id !== id) redirect(`/stories/${page.id}`);
  const zone = known ?? "UTC";
  const formatClock = clockFormatter(zone, now);
  const decision = decide(page.story);
  return (
    <>
      {isOpen(page.story) && <KeepFresh everyMs={REFRESH_MS} newsFrom={newsAddress(subjectsOf(page))} />}
      <NewerAttempt page={page} zone={zone} now={now} />
      <StoryHeader page={page} tools={<NumberTools id={page.id} masked={page.recipientMasked} role={user.role} />} />
      <VerdictBanner verdict={verdict(decision, formatClock)} />
      <div className={classes.columns}>
        <div className={classes.main}>
          <Card>
            <Lanes
              rows={lanes(page.story, formatClock)}
              zone={zone}
              now={now}
              hrefOf={(message) => `/messages/${message}`}
            />
          </Card>
          <OtherAttempts page={page} zone={zone} now={now} />
        </div>
        <StorySide page={page} decision={decision} zone={zone} />
      </div>
    </>
  );
}

/** Whatever of them changes, the page is another one. */
function subjectsOf({ id, story }: Page): string[] {
  return [id, ...story.messages.map((message) => message.id)];
}
