import { Newcomer, Newcomers } from "@/components/live/newcomers";
import { ToneIcon } from "@/components/status/tone-icon";
import { formatMoment, utcText } from "@/components/time/format-time";
import type { Lane, LaneRow } from "@/lib/delivery/story/story";
import { zoneName } from "@/lib/time/time-zone";
import { groupRows } from "./group-rows";
import classes from "./lanes.module.css";
import { MarkChips } from "./mark-chips";

const LANE_NAMES: Record<Lane, string> = { user: "User", messages: "Messages", done: "What was done" };

type Props = { rows: readonly LaneRow[]; zone: string; now: Date; hrefOf: (messageId: string) => string };

/** User, messages and what was done, on one clock. On a narrow screen one column, each event with its lane's name. */
export function Lanes({ rows, zone, now, hrefOf }: Props) {
  const groups = groupRows(rows);
  return (
    <Newcomers atLoad={rows.map(({ key }) => key)}>
      <div className={classes.heads} aria-hidden="true">
        <span>Time</span>
        <span>{LANE_NAMES.user}</span>
        <span>{LANE_NAMES.messages}</span>
        <span>{LANE_NAMES.done}</span>
      </div>
      <ol className={classes.rows}>
        {groups.map(({ at, rows: together }, index) => (
          <li key={together[0]?.key} className={classes.row}>
            <RowTime at={at} before={groups[index - 1]?.at} after={groups[index + 1]?.at} zone={zone} now={now} />
            {together.map((row) => (
              <div key={row.key} className={classes.cell} data-lane={row.lane}>
                <Newcomer id={row.key}>
                  <LaneEvent row={row} href={row.messageId && hrefOf(row.messageId)} />
                </Newcomer>
              </div>
            ))}
          </li>
        ))}
      </ol>
    </Newcomers>
  );
}

type RowTimeProps = { at: Date; before?: Date; after?: Date; zone: string; now: Date };

/** The zone's name stands first, and on both sides where clocks are changed; the date where it changes. */
function RowTime({ at, before, after, zone, now }: RowTimeProps) {
  const text = formatMoment(at, zone, now);
  const earlier = before && formatMoment(before, zone, now);
  const isNewDay = text.date !== null && text.date !== earlier?.date;
  const isNewUtcDay = text.utcDate !== earlier?.utcDate;
  const isZoneNamed = text.zone !== earlier?.zone || (after !== undefined && text.zone !== zoneName(after, zone));
  return (
    <time dateTime={at.toISOString()} className={classes.time}>
      {isNewDay && <b>{text.date}</b>}
      <span>
        {text.clock}
        {(isZoneNamed || text.zone === "UTC") && ` ${text.zone}`}
      </span>
      {text.zone !== "UTC" && <small>{utcText(isNewUtcDay ? text : { ...text, utcDate: null })}</small>}
    </time>
  );
}

function LaneEvent({ row, href }: { row: LaneRow; href?: string }) {
  const hasStatus = row.tone !== "none" || row.lane === "messages";
  return (
    <div className={classes.event} data-tone={row.tone} data-icon={hasStatus || undefined}>
      <span className={classes.lane}>{LANE_NAMES[row.lane]}</span>
      <div className={classes.title}>
        {hasStatus && <ToneIcon tone={row.tone} size={15} />}
        {href ? <a href={href}>{row.title}</a> : <span>{row.title}</span>}
      </div>
      {row.sub && <div className={classes.sub}>{row.sub}</div>}
      <MarkChips labels={row.marks} />
    </div>
  );
}
