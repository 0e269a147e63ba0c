import {
  createLoader,
  createSerializer,
  type inferParserType,
  parseAsBoolean,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import { ATTRIBUTIONS } from "@/lib/delivery/counts/verification-contribution";
import { FACETS, type FacetName, RANGES } from "@/lib/messages/filters";

/** The facets of the messages list that the counts know as well; same names, same meaning. */
export const RATE_FACETS = [
  "country",
  "connection",
  "template",
  "sender",
  "channel",
  "useCase",
] as const satisfies readonly FacetName[];
export type RateFacet = (typeof RATE_FACETS)[number];

/** What rates can be broken down by. */
export const DIMENSIONS = ["country", "connection", "template", "sender"] as const satisfies readonly RateFacet[];
export type Dimension = (typeof DIMENSIONS)[number];

export const STEPS = ["quarter", "hour", "day"] as const;
/** How much time one point of a chart stands for. */
export type Step = (typeof STEPS)[number];

/** The address of the page. Without `step` a point is as fine as range and volume carry. */
export const RATE_FILTERS = {
  country: FACETS.country,
  connection: FACETS.connection,
  template: FACETS.template,
  sender: FACETS.sender,
  channel: FACETS.channel,
  useCase: FACETS.useCase,
  range: parseAsStringLiteral(RANGES).withDefault("7d"),
  from: parseAsString,
  to: parseAsString,
  tz: parseAsString,
  step: parseAsStringLiteral(STEPS),
  by: parseAsStringLiteral(DIMENSIONS).withDefault("country"),
  attribution: parseAsStringLiteral(ATTRIBUTIONS).withDefault("first"),
  unregistered: parseAsBoolean.withDefault(false),
} as const;
export type RateFilters = inferParserType<typeof RATE_FILTERS>;

export const loadRateFilters = createLoader(RATE_FILTERS);

/** `/analytics?country=BR`; what is as by default is not named. */
export const withRateFilters = createSerializer(RATE_FILTERS);

/** Ticks a value of a facet, or takes the tick away. */
export function toggleRateFacet(filters: RateFilters, facet: RateFacet, value: string): RateFilters {
  const chosen: readonly string[] = filters[facet];
  const others = chosen.filter((one) => one !== value);
  return { ...filters, [facet]: others.length < chosen.length ? others : [...chosen, value] };
}

export function activeRateFacets(filters: RateFilters): RateFacet[] {
  return RATE_FACETS.filter((facet) => filters[facet].length > 0);
}
