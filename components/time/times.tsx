import { formatMoment, localText, utcText } from "./format-time";
import classes from "./times.module.css";

type Props = { at: Date; zone: string; now: Date };

/** A moment in the reader's zone with UTC under it. */
export function Times({ at, zone, now }: Props) {
  return <Moment at={at} zone={zone} now={now} layout="stacked" />;
}

/** The same on one line, for running text and tables. */
export function InlineTimes({ at, zone, now }: Props) {
  return <Moment at={at} zone={zone} now={now} layout="inline" />;
}

function Moment({ at, zone, now, layout }: Props & { layout: "stacked" | "inline" }) {
  const text = formatMoment(at, zone, now);
  return (
    <time dateTime={at.toISOString()} className={classes[layout]}>
      <span>{localText(text)}</span>
      {text.zone !== "UTC" && <small>{utcText(text)}</small>}
    </time>
  );
}
