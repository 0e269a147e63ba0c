import Link from "next/link";
import { RANGE_NAMES, valueLabel } from "@/app/(desk)/messages/filter-words";
import { formatCount } from "@/lib/analytics/format-rate";
import type { Rates } from "@/lib/analytics/get-rates";
import {
  RATE_FACETS,
  type RateFacet,
  type RateFilters,
  STEPS,
  toggleRateFacet,
  withRateFilters,
} from "@/lib/analytics/rate-filters";
import { ATTRIBUTIONS } from "@/lib/delivery/counts/verification-contribution";
import { RANGES } from "@/lib/messages/filters";
import { BetweenForm } from "./between-form";
import classes from "./filter-bar.module.css";
import { FilterMenu } from "./filter-menu";
import { ATTRIBUTION_LABELS, facetLabel, STEP_LABELS } from "./rate-words";

type Props = {
  filters: RateFilters;
  rates: Rates;
  connections: ReadonlyMap<string, string>;
  /** The period in words. */
  period: string;
};

/** Everything that the figures can be narrowed by, as plain links: no script needed, and every state has an address. */
export function FilterBar({ filters, rates, connections, period }: Props) {
  const facets = RATE_FACETS.filter((facet) => rates.choices[facet].length > 1 || filters[facet].length > 0);
  return (
    <nav aria-label="Filters" className={classes.bar}>
      <TimeMenu filters={filters} rates={rates} period={period} />
      {facets.map((facet) => (
        <FacetMenu key={facet} {...{ facet, filters, rates, connections }} />
      ))}
      <FilterMenu label="Attempts count under" value={ATTRIBUTION_LABELS[filters.attribution]}>
        {ATTRIBUTIONS.map((attribution) => (
          <Choice
            key={attribution}
            filters={{ ...filters, attribution }}
            isChosen={filters.attribution === attribution}
            label={ATTRIBUTION_LABELS[attribution]}
          />
        ))}
      </FilterMenu>
    </nav>
  );
}

function TimeMenu({ filters, rates: { period: chosen }, period }: Omit<Props, "connections">) {
  const named = chosen.name && `Last ${RANGE_NAMES[chosen.name]}`;
  return (
    <FilterMenu label="Time" value={`${named ?? period} · ${chosen.zone}`}>
      {RANGES.map((range) => (
        <Choice
          key={range}
          filters={{ ...filters, range, from: null, to: null }}
          isChosen={chosen.name === range}
          label={`Last ${RANGE_NAMES[range]}`}
        />
      ))}
      <BetweenForm filters={filters} period={chosen} />
      <h3>Points of the charts</h3>
      <Choice
        filters={{ ...filters, step: null }}
        isChosen={filters.step === null}
        label="As fine as the numbers carry"
      />
      {STEPS.map((step) => (
        <Choice key={step} filters={{ ...filters, step }} isChosen={filters.step === step} label={STEP_LABELS[step]} />
      ))}
    </FilterMenu>
  );
}

type FacetProps = Omit<Props, "period"> & { facet: RateFacet };

function FacetMenu({ facet, filters, rates, connections }: FacetProps) {
  const chosen: readonly string[] = filters[facet];
  const names = chosen.map((value) => valueLabel(facet, value, connections));
  return (
    <FilterMenu
      label={facetLabel(facet)}
      value={names.length > 0 ? names.join(", ") : "all"}
      isActive={names.length > 0}
    >
      {rates.choices[facet].map(({ value, n }) => (
        <Choice
          key={value}
          filters={toggleRateFacet(filters, facet, value)}
          isChosen={chosen.includes(value)}
          label={valueLabel(facet, value, connections)}
          n={n}
        />
      ))}
    </FilterMenu>
  );
}

function Choice({
  filters,
  isChosen,
  label,
  n,
}: {
  filters: RateFilters;
  isChosen: boolean;
  label: string;
  n?: number;
}) {
  return (
    <Link
      href={withRateFilters("/analytics", filters)}
      prefetch={false}
      scroll={false}
      aria-current={isChosen || undefined}
      className={classes.choice}
    >
      <span>{label}</span>
      {n !== undefined && <small>{formatCount(n)}</small>}
    </Link>
  );
}
