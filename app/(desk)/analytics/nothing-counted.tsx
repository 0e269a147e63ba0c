import Link from "next/link";
import { RANGE_NAMES } from "@/app/(desk)/messages/filter-words";
import { Card } from "@/components/card/card";
import { activeRateFacets, RATE_FACETS, type RateFilters, withRateFilters } from "@/lib/analytics/rate-filters";
import { timeRange, widerRanges } from "@/lib/messages/time-range";
import classes from "./analytics.module.css";

type Props = { filters: RateFilters; unregistered: number; period: string; now: Date };

/** There are messages, but none that count here: why, and the ways to see more. */
export function NothingCounted({ filters, unregistered, period, now }: Props) {
  const isNarrowed = activeRateFacets(filters).length > 0;
  const none = Object.fromEntries(RATE_FACETS.map((facet) => [facet, []]));
  return (
    <Card>
      <div className={classes.nothing}>
        <h2>{isNarrowed ? "No message meets these filters" : "No message in this time"}</h2>
        <p>
          Messages have come in before, but none {isNarrowed ? "that meets all filters above" : ""} from {period}
          {unregistered > 0 && !filters.unregistered ? " is registered" : ""}. No rate can be made of nothing.
        </p>
        <ul>
          {isNarrowed && (
            <li>
              <Link href={withRateFilters("/analytics", { ...filters, ...none })}>
                Keep the time, take all other filters away
              </Link>
            </li>
          )}
          {widerRanges(timeRange(filters, now), now).map((range) => (
            <li key={range}>
              <Link href={withRateFilters("/analytics", { ...filters, range, from: null, to: null })}>
                Look at the last {RANGE_NAMES[range]}
              </Link>
            </li>
          ))}
        </ul>
      </div>
    </Card>
  );
}
