import type { Metadata } from "next";
import Link from "next/link";
import { passedOverText } from "@/app/(desk)/address-words";
import { openPage } from "@/app/(desk)/open-page";
import { read } from "@/app/read";
import { readerZone } from "@/app/reader-zone";
import { PassedOverNotice } from "@/components/address/passed-over-notice";
import { Card } from "@/components/card/card";
import { ToneBadge } from "@/components/status/tone-badge";
import { InlineTimes } from "@/components/time/times";
import { systemClock } from "@/lib/clock";
import { listItems, type ReviewItem } from "@/lib/review/list-items";
import { readReviewAddress, withReviewFilters } from "@/lib/review/review-address";
import classes from "../connections/connections.module.css";
import { groupText, KIND_WORDS, STATE_WORDS } from "./review-words";

export const metadata: Metadata = { title: "Review queue" };

const HEADINGS = ["What", "Connection", "Seen", "First", "Last", "State"];

export default async function ReviewPage({ searchParams }: PageProps<"/review">) {
  await openPage("review:read");
  const { filters, passedOver } = readReviewAddress(await searchParams);
  const isOpen = filters.show === "open";
  const now = systemClock();
  const [{ items, open, hasMore }, known] = await Promise.all([read(listItems({ isOpen })), readerZone()]);
  return (
    <>
      <div className={classes.head}>
        <h1>Review queue</h1>
        <span className={classes.muted}>
          {open === 0 ? "Nothing open" : `${open} open`}: what came in proven, and was not understood whole
        </span>
        <div className={classes.end}>
          {isOpen ? (
            <Link href={withReviewFilters("/review", { show: "done" })}>Show what is done</Link>
          ) : (
            <Link href="/review">Show what is open</Link>
          )}
        </div>
      </div>
      <PassedOverNotice remarks={passedOver.map(passedOverText)} href={withReviewFilters("/review", filters)} />
      {items.length === 0 ? <Nothing isOpen={isOpen} /> : <Items items={items} zone={known ?? "UTC"} now={now} />}
      {hasMore && <p className={classes.small}>Only the newest {items.length} are shown.</p>}
    </>
  );
}

function Nothing({ isOpen }: { isOpen: boolean }) {
  if (!isOpen) return <Card title="Nothing is done yet">Mapped, replayed and dismissed items stand here.</Card>;
  return (
    <Card title="Nothing to review">
      <p>Every callback that was taken was understood. A status that no table knows would show here, with its count.</p>
    </Card>
  );
}

function Items({ items, zone, now }: { items: readonly ReviewItem[]; zone: string; now: Date }) {
  return (
    <div className={classes.table}>
      <table>
        <caption className="visually-hidden">What was not understood, the newest first</caption>
        <thead>
          <tr>
            {HEADINGS.map((heading) => (
              <th key={heading} scope="col" data-figure={heading === "Seen" || undefined}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.id}>
              <td>
                <Link href={`/review/${item.id}`}>{groupText(item.kind, item.groupKey)}</Link>
                <br />
                <span className={classes.muted}>{KIND_WORDS[item.kind].label}</span>
              </td>
              <td>{item.connection?.label ?? <span className={classes.muted}>removed</span>}</td>
              <td data-figure>{item.count.toLocaleString("en")}</td>
              <td>
                <InlineTimes at={item.firstSeenAt} zone={zone} now={now} />
              </td>
              <td>
                <InlineTimes at={item.lastSeenAt} zone={zone} now={now} />
              </td>
              <td>
                <ToneBadge {...STATE_WORDS[item.state]} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
