import Link from "next/link";
import { MOMENT_WORDS } from "@/app/(desk)/address-words";
import { Card } from "@/components/card/card";
import { activeFacets, type MessageFilters, type RangeName, withMessageFilters } from "@/lib/messages/filters";
import { type TimeRange, widerRanges } from "@/lib/messages/time-range";
import { isMoment } from "@/lib/time/written-range";
import { RANGE_NAMES } from "./filter-words";
import classes from "./messages.module.css";

type Props = { filters: MessageFilters; range: TimeRange; rangeWords: string; now: Date };

/** There are messages, but none that the filters leave: why, and the ways to see more. */
export function NothingMatches({ filters, range, rangeWords, now }: Props) {
  const isNarrowed = activeFacets(filters).length > 0;
  const wider = widerRanges(range, now);
  if (filters.page) return <PastTheEnd filters={filters} />;
  if (isMoment(range)) return <NoTime wider={wider} filters={filters} />;
  return (
    <Card>
      <div className={classes.nothing}>
        <h2>{isNarrowed ? "No message meets these filters" : "No message in this time"}</h2>
        <p>
          {isNarrowed
            ? `Messages have come in before, but none of the ${rangeWords} meets all filters above.`
            : `Messages have come in before, but none in the ${rangeWords}.`}
        </p>
        <ul>
          {isNarrowed && (
            <li>
              <Link href={withMessageFilters("/messages", { ...clearedFacets(filters), page: null })}>
                Keep the time, take all other filters away
              </Link>
            </li>
          )}
          <WiderRanges wider={wider} filters={filters} />
        </ul>
      </div>
    </Card>
  );
}

type Wider = Pick<Props, "filters"> & { wider: readonly RangeName[] };

function WiderRanges({ wider, filters }: Wider) {
  return wider.map((range) => (
    <li key={range}>
      <Link href={withMessageFilters("/messages", { ...filters, range, from: null, to: null, page: null })}>
        Look at the last {RANGE_NAMES[range]}
      </Link>
    </li>
  ));
}

function NoTime({ wider, filters }: Wider) {
  return (
    <Card>
      <div className={classes.nothing}>
        <h2>No time to look at</h2>
        <p>{MOMENT_WORDS}</p>
        <ul>
          <WiderRanges wider={wider} filters={filters} />
        </ul>
      </div>
    </Card>
  );
}

function PastTheEnd({ filters }: { filters: MessageFilters }) {
  return (
    <Card>
      <div className={classes.nothing}>
        <h2>Nothing further in this direction</h2>
        <p>
          <Link href={withMessageFilters("/messages", { ...filters, page: null })}>Go to the newest</Link>
        </p>
      </div>
    </Card>
  );
}

function clearedFacets({ range, from, to, tz }: MessageFilters): Partial<MessageFilters> {
  return { range, from, to, tz };
}
