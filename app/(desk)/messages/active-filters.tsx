import { IconX } from "@tabler/icons-react";
import Link from "next/link";
import {
  activeFacets,
  changeFacet,
  DEFAULT_RANGE,
  type MessageFilters,
  NO_FILTERS,
  withMessageFilters,
} from "@/lib/messages/filters";
import type { TimeRange } from "@/lib/messages/time-range";
import { FACET_LABELS, rangeText, valueLabel } from "./filter-words";
import classes from "./messages.module.css";

type Props = {
  filters: MessageFilters;
  range: TimeRange;
  connections: ReadonlyMap<string, string>;
  zone: string;
  now: Date;
};

/** What narrows the list now, each with its way out. Nothing while it is as it opens. */
export function ActiveFilters({ filters, range, connections, zone, now }: Props) {
  const chips = activeFacets(filters).map((facet) => {
    const values = filters[facet].map((value) => valueLabel(facet, value, connections));
    return { text: `${FACET_LABELS[facet]}: ${values.join(", ")}`, without: changeFacet(filters, facet, []) };
  });
  if (range.name !== DEFAULT_RANGE) {
    const { range: usual, from, to } = NO_FILTERS;
    const text = rangeText(range, zone, now);
    chips.push({ text: text.replace(/^l/, "L"), without: { ...filters, range: usual, from, to, page: null } });
  }
  if (chips.length === 0) return null;
  return (
    <nav aria-label="Active filters" className={classes.chips}>
      {chips.map(({ text, without }) => (
        <Link key={text} href={withMessageFilters("/messages", without)} prefetch={false} className={classes.chip}>
          <span className="visually-hidden">Take away </span>
          {text} <IconX size={13} aria-hidden />
        </Link>
      ))}
      <Link href={withMessageFilters("/messages", { tz: filters.tz })} prefetch={false} className={classes.clear}>
        clear all
      </Link>
    </nav>
  );
}
