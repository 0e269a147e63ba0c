import { createSerializer, type inferParserType, parseAsStringLiteral } from "nuqs/server";
import { trueOrFalse, writtenTime, zone } from "@/lib/address/address-parsers";
import { addressReader, type Given } from "@/lib/address/read-address";
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
export const RATE_FILTERS = {
  country: FACETS.country,
  connection: FACETS.connection,
  template: FACETS.template,
  sender: FACETS.sender,
  channel: FACETS.channel,
  useCase: FACETS.useCase,
  range: parseAsStringLiteral(RANGES).withDefault("7d"),
  from: writtenTime,
  to: writtenTime,
  tz: zone,
  step: parseAsStringLiteral(STEPS),
  by: parseAsStringLiteral(DIMENSIONS).withDefault("country"),
  attribution: parseAsStringLiteral(ATTRIBUTIONS).withDefault("first"),
  unregistered: trueOrFalse.withDefault(false),
} as const;
export type RateFilters = inferParserType<typeof RATE_FILTERS>;

/** The filters, and what in the address is none. */
export const readRateAddress = addressReader(RATE_FILTERS);

export function loadRateFilters(given: Given): RateFilters {
  return readRateAddress(given).filters;
}

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
