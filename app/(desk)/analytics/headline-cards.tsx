import Link from "next/link";
import type { ReactNode } from "react";
import { Card } from "@/components/card/card";
import type { prepareHeadlines } from "@/lib/analytics/prepare-headlines";
import classes from "./headline-cards.module.css";

type Figures = ReturnType<typeof prepareHeadlines>;

/** The four figures on top. */
export function HeadlineCards({ figures: { delivered, completed, timing, waiting, noReceipt } }: { figures: Figures }) {
  return (
    <div className={classes.cards}>
      <Headline title="Reported delivered" figure={delivered.share}>
        <RateNotes {...delivered} />
      </Headline>
      <Headline title="Completed (verified)" figure={completed.share}>
        <RateNotes {...completed} notes={[...completed.notes, ...attemptNotes(completed)]} />
      </Headline>
      <Headline title="Time to receipt, p95" figure={timing.p95}>
        <Notes notes={timing.notes} />
      </Headline>
      <Headline
        title="Still waiting / never a receipt"
        figure={
          <>
            <Link href={waiting.href} prefetch={false}>
              {waiting.n}
            </Link>
            <span className={classes.faint}> / </span>
            <Link href={noReceipt.href} prefetch={false} className={classes.faint}>
              {noReceipt.n}
            </Link>
          </>
        }
      >
        in no rate of this page
      </Headline>
    </div>
  );
}

function attemptNotes({ open, withoutMessage }: Figures["completed"]): string[] {
  return [`${open} still open`, ...(withoutMessage ? [`${withoutMessage} without a message`] : [])];
}

function Headline({ title, figure, children }: { title: string; figure: ReactNode; children: ReactNode }) {
  return (
    <Card title={title}>
      <p className={classes.figure}>{figure ?? <span className={classes.none}>too few to say</span>}</p>
      <p className={classes.notes}>{children}</p>
    </Card>
  );
}

function RateNotes({ notes, title, isSmall, change }: Omit<Figures["delivered"], "share">) {
  return (
    <>
      <Notes notes={isSmall ? [...notes, "small sample"] : notes} title={title} />
      {change && (
        <span data-tone={change.tone}>
          {change.text}
          <span className="visually-hidden"> against the period before</span>
        </span>
      )}
    </>
  );
}

function Notes({ notes, title }: { notes: readonly string[]; title?: string | null }) {
  return notes.map((note) => (
    <span key={note} title={title ?? undefined}>
      {note}
    </span>
  ));
}
