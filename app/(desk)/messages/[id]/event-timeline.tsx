import { Newcomer, Newcomers } from "@/components/live/newcomers";
import { ToneBadge } from "@/components/status/tone-badge";
import { ExplainedMarks } from "@/components/story/mark-chips";
import { Times } from "@/components/time/times";
import type { DeliveryEvent } from "@/lib/delivery/fold/delivery-event";
import { lagLabel } from "@/lib/delivery/lanes/mark-label";
import type { StoryMessage } from "@/lib/delivery/story/story";
import type { TimelineEntry } from "@/lib/delivery/story/timeline";
import { attemptText } from "@/lib/delivery/words/attempt-text";
import { errorNote } from "@/lib/delivery/words/error-notes";
import { NO_RECEIPT_NOTE, saidByLabel, statusNote } from "@/lib/delivery/words/status-notes";
import { statusTone } from "@/lib/delivery/words/verdict-badges";
import { errorMeaning } from "@/lib/stories/read-story-messages";
import classes from "./event-timeline.module.css";

type Props = {
  entries: readonly TimelineEntry[];
  /** How the message went out in the end. */
  message: Pick<StoryMessage, "channel" | "senderIdentity">;
  provider: string;
  zone: string;
  now: Date;
};

/** Every report on two clocks: when the provider says that it happened, and when it reached us. */
export function EventTimeline({ entries, message, provider, zone, now }: Props) {
  if (entries.length === 0)
    return <p>Nothing was reported yet: the app registered this message, and no receipt came.</p>;
  return (
    <Newcomers atLoad={entries.map(({ event }) => event.dedupeKey)}>
      <div className={classes.heads} aria-hidden="true">
        <span>Report</span>
        <span>Provider's clock</span>
        <span>Reached us</span>
      </div>
      <ol className={classes.events}>
        {entries.map((entry) => (
          <li key={entry.event.dedupeKey}>
            <Newcomer id={entry.event.dedupeKey}>
              <Entry entry={entry} message={message} provider={provider} zone={zone} now={now} />
            </Newcomer>
          </li>
        ))}
      </ol>
    </Newcomers>
  );
}

function Entry({ entry, message, provider, zone, now }: { entry: TimelineEntry } & Omit<Props, "entries">) {
  const { event, lagMs } = entry;
  const isOurs = event.source === "timeout";
  const note = isOurs ? NO_RECEIPT_NOTE : statusNote(event.status);
  return (
    <div className={classes.entry}>
      <div className={classes.report}>
        <div className={classes.line}>
          <ToneBadge tone={statusTone(event.status)} label={note.label} />
          {!isOurs && <span className={classes.raw}>{rawText(event, message)}</span>}
        </div>
        <p>{note.meaning}</p>
        {event.failureCategory && (
          <p>
            {
              errorNote({
                category: event.failureCategory,
                code: event.errorCode,
                meaning: errorMeaning({ provider, errorCode: event.errorCode }),
              }).text
            }
          </p>
        )}
        {event.rawReason && <p className={classes.raw}>“{event.rawReason}”</p>}
        <ExplainedMarks marks={entry.marks} />
      </div>
      <div className={classes.clock}>
        <span className={classes.label}>Provider's clock</span>
        {event.providerOccurredAt && <Times at={event.providerOccurredAt} zone={zone} now={now} />}
        <span className={classes.raw}>{providerTimeNote(event)}</span>
      </div>
      <div className={classes.clock}>
        <span className={classes.label}>Reached us</span>
        <Times at={event.receivedAt} zone={zone} now={now} />
        <span className={classes.raw}>{lagLabel(lagMs)}</span>
      </div>
    </div>
  );
}

function providerTimeNote({ providerOccurredAt, source, timeNote }: DeliveryEvent): string | null {
  if (source === "timeout") return "no report";
  if (timeNote === "at_latest") return "at the latest: when it was called out";
  if (providerOccurredAt) return null;
  return timeNote === "not_read" ? "not read: leaves doubt of the moment" : "gives no time";
}

function rawText(event: DeliveryEvent, message: Props["message"]): string {
  const { rawStatus, errorCode, saidBy, part } = event;
  const facts = [
    `“${rawStatus}”`,
    errorCode && `code ${errorCode}`,
    saidByLabel(saidBy),
    part && `part ${part}`,
    attemptText(event, message),
  ];
  return facts.filter(Boolean).join(" · ");
}
