import { IconArrowLeft } from "@tabler/icons-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound, redirect } from "next/navigation";
import { LookUpStopped } from "@/app/(desk)/look-up/look-up-stopped";
import { newsAddress } from "@/app/(desk)/news-address";
import { openPage } from "@/app/(desk)/open-page";
import { read } from "@/app/read";
import { readerZone } from "@/app/reader-zone";
import { Card } from "@/components/card/card";
import { KeepFresh } from "@/components/live/keep-fresh";
import { systemClock } from "@/lib/clock";
import { timeline } from "@/lib/delivery/story/timeline";
import { openMessage } from "@/lib/messages/open-message";
import { readNotFound } from "@/lib/reconcile/read-polling";
import { getStory } from "@/lib/stories/get-story";
import { EventTimeline } from "./event-timeline";
import { Evidence } from "./evidence";
import { ListStrip } from "./list-strip";
import classes from "./message.module.css";
import { MessageFacts } from "./message-facts";
import { MessageHeader } from "./message-header";

export const metadata: Metadata = { title: "Message" };

const REFRESH_MS = 4_000;

export default async function MessagePage({ params, searchParams }: PageProps<"/messages/[id]">) {
  await openPage("message:read");
  const { id } = await params;
  const now = systemClock();
  const opened = await read(openMessage(id, () => now));
  if (!opened.ok) return <LookUpStopped stopped={opened} />;
  const { found } = opened;
  if (!found) notFound();
  if (found.message.id !== id) redirect(`/messages/${found.message.id}`);
  const [page, known, unknown] = await Promise.all([read(getStory(id, now)), readerZone(), read(readNotFound(id))]);
  const message = page?.story.messages.find((one) => one.id === id);
  if (!page || !message) notFound();
  const zone = known ?? "UTC";
  return (
    <>
      {!message.isFinal && <KeepFresh everyMs={REFRESH_MS} newsFrom={newsAddress([id])} />}
      <ListStrip id={id} query={searchParams} now={now} />
      <p className={classes.back}>
        <Link href={`/stories/${page.id}`}>
          <IconArrowLeft size={15} aria-hidden="true" /> The whole story
        </Link>
      </p>
      <MessageHeader message={message} ofMany={page.story.messages.length} now={now} />
      <div className={classes.columns}>
        <Card title="What was reported">
          <EventTimeline
            entries={timeline(message.events)}
            message={message}
            provider={found.message.provider}
            zone={zone}
            now={now}
          />
        </Card>
        <aside className={classes.side}>
          <Evidence message={message} notFound={unknown} />
          <MessageFacts message={message} json={found.message} storyId={page.id} zone={zone} now={now} />
        </aside>
      </div>
    </>
  );
}
