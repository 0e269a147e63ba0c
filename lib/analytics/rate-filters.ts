import { parseAsStringLiteral } from "nuqs/server";
import { trueOrFalse, WRITTEN_RANGE } from "@/lib/address/address-parsers";
import { narrowing, toggleValue } from "@/lib/address/facets";
import { filterAddress } from "@/lib/address/filter-address";
import { ATTRIBUTIONS } from "@/lib/delivery/counts/verification-contribution";
import { FACETS, type FacetName, RANGES } from "@/lib/messages/filters";
import type { Unit } from "@/lib/messages/time-range";

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

/** What only a message has: an attempt that never got one is in none of their rates. */
const OF_MESSAGES: ReadonlySet<RateFacet> = new Set(["connection", "template", "sender", "channel"]);

export function isOfMessages(facet: RateFacet): boolean {
  return OF_MESSAGES.has(facet);
}

/** What rates can be broken down by. */
export const DIMENSIONS = ["country", "connection", "template", "sender"] as const satisfies readonly RateFacet[];
export type Dimension = (typeof DIMENSIONS)[number];

/** How much time one point of a chart stands for. */
export type Step = Unit;
export const STEPS = ["quarter", "hour", "day"] as const satisfies readonly Unit[];

/** The address of the page. Without `step` a point is as fine as range and volume carry. */
const address = filterAddress({
  country: FACETS.country,
  connection: FACETS.connection,
  template: FACETS.template,
  sender: FACETS.sender,
  channel: FACETS.channel,
  useCase: FACETS.useCase,
  range: parseAsStringLiteral(RANGES).withDefault("7d"),
  ...WRITTEN_RANGE,
  step: parseAsStringLiteral(STEPS),
  by: parseAsStringLiteral(DIMENSIONS).withDefault("country"),
  attribution: parseAsStringLiteral(ATTRIBUTIONS).withDefault("first"),
  unregistered: trueOrFalse.withDefault(false),
});
export const { read: readRateAddress, filtersOf: loadRateFilters, link: withRateFilters } = address;
export type RateFilters = typeof address.none;

/** Ticks a value of a facet, or takes the tick away. */
export function toggleRateFacet(filters: RateFilters, facet: RateFacet, value: string): RateFilters {
  return toggleValue(filters, facet, value);
}

export function activeRateFacets(filters: RateFilters): RateFacet[] {
  return narrowing(filters, RATE_FACETS);
}
