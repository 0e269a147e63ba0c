import { IconChevronRight } from "@tabler/icons-react";
import Link from "next/link";
import { Notice } from "@/components/notice/notice";
import { ToneBadge } from "@/components/status/tone-badge";
import { ToneIcon } from "@/components/status/tone-icon";
import { localText, utcText } from "@/components/time/format-time";
import classes from "./look-up.module.css";
import { LookUpStopped } from "./look-up-stopped";
import type { LookUpView, MatchView, ReadingView } from "./look-up-view";

/** Everything but a single match, which leads straight to its story. */
export function LookUpAnswer({ answer }: { answer: LookUpView }) {
  switch (answer.kind) {
    case "empty":
      return <Answer title="Type something to look up">A number, or any id that you have.</Answer>;
    case "stopped":
      return <LookUpStopped stopped={answer.stopped} />;
    case "outage":
      return (
        <Answer title="The look-up failed">
          <Notice tone="bad">
            The database cannot be reached. This does not mean that there are no messages. Try again in a minute.
          </Notice>
        </Answer>
      );
    case "many":
      return <Matches answer={answer} />;
    case "codes":
      return <Codes answer={answer} />;
    case "none":
      return <NotFound answer={answer} />;
  }
}

function Answer({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className={classes.answer}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Matches({ answer }: { answer: LookUpView & { kind: "many" } }) {
  const count = `${answer.hasMore ? "More than " : ""}${answer.matches.length}`;
  return (
    <Answer title={`${count} matches: which one is it?`}>
      <Readings answer={answer} />
      <ul className={classes.matches}>
        {answer.matches.map((match) => (
          <li key={match.href}>
            <MatchLink match={match} />
          </li>
        ))}
      </ul>
    </Answer>
  );
}

function MatchLink({ match }: { match: MatchView }) {
  return (
    <Link href={match.href} className={classes.match} prefetch={false}>
      <span>
        {match.who} {match.country && <small>{match.country}</small>}
      </span>
      <span className={classes.muted}>{match.what}</span>
      <span>
        {localText(match.when)} {match.when.zone !== "UTC" && <small>{utcText(match.when)}</small>}
      </span>
      <span>
        <ToneBadge tone={match.tone} label={match.state} />
        <IconChevronRight size={14} aria-hidden="true" />
      </span>
    </Link>
  );
}

function NotFound({ answer }: { answer: LookUpView & { kind: "none" } }) {
  return (
    <Answer title="Nothing found">
      <div className={classes.columns}>
        <div>
          <h3>How it was read</h3>
          <Readings answer={answer} />
        </div>
        <div>
          <h3>How far back data go</h3>
          <p>{answer.horizon}</p>
        </div>
        <div>
          <h3>Do callbacks flow now?</h3>
          <p>
            <ToneIcon tone={answer.flow.tone} /> {answer.flow.text}
          </p>
        </div>
        <div>
          <h3>What this does not prove</h3>
          <p>
            That no message was sent. The app may not have registered it, it may have gone through an account that is
            not connected here, or under another number or id.
          </p>
        </div>
      </div>
    </Answer>
  );
}

function Codes({ answer }: { answer: LookUpView & { kind: "codes" } }) {
  return (
    <Answer title={answer.codes.length === 1 ? "A provider's error code" : "An error code of several providers"}>
      <dl className={classes.codes}>
        {answer.codes.map(({ provider, text }) => (
          <div key={`${provider} ${text}`}>
            <dt>{provider}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p className={classes.muted}>No user, message or attempt has it as its id.</p>
    </Answer>
  );
}

function Readings({ answer: { readings, ignored } }: { answer: ReadingView }) {
  return (
    <>
      {readings.length === 1 ? (
        <p className={classes.muted}>{readings[0]}</p>
      ) : (
        <ul className={classes.readings}>
          {readings.map((reading) => (
            <li key={reading}>{reading}</li>
          ))}
        </ul>
      )}
      {ignored && <p className={classes.muted}>{ignored}</p>}
    </>
  );
}
