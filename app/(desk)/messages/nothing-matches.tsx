import Link from "next/link";
import { Card } from "@/components/card/card";
import { activeFacets, type MessageFilters, withMessageFilters } from "@/lib/messages/filters";
import { type TimeRange, widerRanges } from "@/lib/messages/time-range";
import { RANGE_NAMES } from "./filter-words";
import classes from "./messages.module.css";

type Props = { filters: MessageFilters; range: TimeRange; rangeWords: string; now: Date };

/** There are messages, but none that the filters leave: why, and the ways to see more. */
export function NothingMatches({ filters, range, rangeWords, now }: Props) {
  const isNarrowed = activeFacets(filters).length > 0;
  const wider = widerRanges(range, now);
  if (filters.page) return <PastTheEnd filters={filters} />;
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
          {wider.map((name) => (
            <li key={name}>
              <Link
                href={withMessageFilters("/messages", { ...filters, range: name, from: null, to: null, page: null })}
              >
                Look at the last {RANGE_NAMES[name]}
              </Link>
            </li>
          ))}
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
