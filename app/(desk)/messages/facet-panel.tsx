import Link from "next/link";
import type { FacetCount, FacetCounts } from "@/lib/messages/count-facets";
import {
  FACET_NAMES,
  type FacetName,
  type MessageFilters,
  toggleFacet,
  withMessageFilters,
} from "@/lib/messages/filters";
import { countText, FACET_LABELS, valueLabel } from "./filter-words";
import classes from "./messages.module.css";

/** More values than this are behind a fold. */
const IN_SIGHT = 6;

type Props = { filters: MessageFilters; facets: FacetCounts["facets"]; connections: ReadonlyMap<string, string> };

/** What the list can be narrowed by, with how many messages each value would leave. Plain links: no script needed. */
export function FacetPanel({ filters, facets, connections }: Props) {
  const shown = FACET_NAMES.filter((facet) => facets[facet].length > 1 || filters[facet].length > 0);
  return shown.map((facet) => {
    const items = facets[facet].map((count) => (
      <FacetValue key={count.value} {...{ facet, count, filters, connections }} />
    ));
    return (
      <section key={facet} className={classes.facet} aria-labelledby={`facet-${facet}`}>
        <h3 id={`facet-${facet}`}>{FACET_LABELS[facet]}</h3>
        <ul>{items.slice(0, IN_SIGHT)}</ul>
        {items.length > IN_SIGHT && (
          <details>
            <summary>{items.length - IN_SIGHT} more</summary>
            <ul>{items.slice(IN_SIGHT)}</ul>
          </details>
        )}
      </section>
    );
  });
}

type ValueProps = Pick<Props, "filters" | "connections"> & { facet: FacetName; count: FacetCount };

function FacetValue({ facet, count, filters, connections }: ValueProps) {
  const isChosen = (filters[facet] as readonly string[]).includes(count.value);
  const href = withMessageFilters("/messages", toggleFacet(filters, facet, count.value));
  return (
    <li>
      <Link href={href} prefetch={false} scroll={false} aria-current={isChosen || undefined} className={classes.value}>
        <span className={classes.box} aria-hidden />
        <span className={classes.valueName}>{valueLabel(facet, count.value, connections)}</span>{" "}
        <span className={classes.count}>{countText(count)}</span>
        {isChosen && <span className="visually-hidden"> chosen; take this filter away</span>}
      </Link>
    </li>
  );
}
