import { IconX } from "@tabler/icons-react";
import Link from "next/link";
import { valueLabel } from "@/app/(desk)/messages/filter-words";
import { activeRateFacets, type RateFilters, withRateFilters } from "@/lib/analytics/rate-filters";
import classes from "./filter-bar.module.css";
import { facetLabel } from "./rate-words";

type Props = { filters: RateFilters; connections: ReadonlyMap<string, string> };

/** What narrows the figures now, each with its way out. */
export function ChosenFilters({ filters, connections }: Props) {
  const facets = activeRateFacets(filters);
  if (facets.length === 0) return null;
  const none = Object.fromEntries(facets.map((facet) => [facet, []]));
  return (
    <nav aria-label="Active filters" className={classes.chips}>
      {facets.map((facet) => (
        <Link key={facet} href={withRateFilters("/analytics", { ...filters, [facet]: [] })} prefetch={false}>
          <span className="visually-hidden">Take away </span>
          {facetLabel(facet)}: {filters[facet].map((value) => valueLabel(facet, value, connections)).join(", ")}{" "}
          <IconX size={13} aria-hidden />
        </Link>
      ))}
      {facets.length > 1 && (
        <Link href={withRateFilters("/analytics", { ...filters, ...none })} prefetch={false} className={classes.clear}>
          clear all
        </Link>
      )}
    </nav>
  );
}
