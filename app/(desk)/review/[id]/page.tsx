import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { openPage } from "@/app/(desk)/open-page";
import { read } from "@/app/read";
import { readerZone } from "@/app/reader-zone";
import { Card } from "@/components/card/card";
import { Facts } from "@/components/card/facts";
import { ToneBadge } from "@/components/status/tone-badge";
import { InlineTimes } from "@/components/time/times";
import { may } from "@/lib/auth/permissions";
import { systemClock } from "@/lib/clock";
import { getItem } from "@/lib/review/get-item";
import classes from "../../connections/connections.module.css";
import { SaidNotices } from "../../connections/said-notices";
import { groupText, KIND_WORDS, STATE_WORDS } from "../review-words";
import { Example } from "./example";
import { ItemButtons } from "./item-buttons";
import { MapForm } from "./map-form";
import { Mappings } from "./mappings";

export const metadata: Metadata = { title: "Review" };

export default async function ReviewItemPage({ params }: PageProps<"/review/[id]">) {
  const user = await openPage("review:read");
  const { id } = await params;
  const now = systemClock();
  const [page, known] = await Promise.all([read(getItem(id)), readerZone()]);
  if (!page) notFound();
  const { item, kept, mappings } = page;
  const zone = known ?? "UTC";
  const mayMap = may(user.role, "mapping:write") && item.kind === "unknown_status" && item.connection !== null;
  const facts = [
    { name: "Connection", value: item.connection?.label ?? "removed" },
    { name: "Seen", value: `${item.count.toLocaleString("en")} ${item.count === 1 ? "time" : "times"}` },
    { name: "First", value: <InlineTimes at={item.firstSeenAt} zone={zone} now={now} /> },
    { name: "Last", value: <InlineTimes at={item.lastSeenAt} zone={zone} now={now} /> },
    ...(item.exampleMessageId
      ? [{ name: "A message", value: <Link href={`/messages/${item.exampleMessageId}`}>Open its timeline</Link> }]
      : []),
  ];
  return (
    <>
      <SaidNotices />
      <div className={classes.head}>
        <h1>{groupText(item.kind, item.groupKey)}</h1>
        <ToneBadge {...STATE_WORDS[item.state]} />
        <Link href="/review">Review queue</Link>
        <div className={classes.end}>
          {may(user.role, "event:replay") && <ItemButtons id={id} state={item.state} kept={kept} />}
        </div>
      </div>
      <div className={classes.columns}>
        <div className={classes.stack}>
          <Card title={KIND_WORDS[item.kind].label}>
            <p>{KIND_WORDS[item.kind].meaning}</p>
          </Card>
          {mayMap && (
            <MapForm
              connection={{ id: item.connectionId, label: item.connection?.label ?? "" }}
              rawStatus={item.groupKey}
            />
          )}
          {may(user.role, "payload:read") && <Example id={id} />}
        </div>
        <div className={classes.stack}>
          <Card title="What is known">
            <Facts facts={facts} />
          </Card>
          {mappings.length > 0 && <Mappings mappings={mappings} mayChange={mayMap} />}
        </div>
      </div>
    </>
  );
}
